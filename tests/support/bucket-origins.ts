/** Whose pages may upload to the bucket of the tests, and may read what it gives. */
import { browserOrigins, openBucket } from "@/scripts/s3/bucket-client";
import { configureBucket } from "@/scripts/s3/prepare-bucket";

/** Those of the app that the tests speak to, and those of `more`; without any, as it was. */
export async function admitPagesOf(...more: readonly string[]): Promise<void> {
  const settings = openBucket();
  await configureBucket(settings, [...browserOrigins(), ...more]);
  settings.client.destroy();
}
