// The bucket at the start of the app: ours is always set up, somebody else's is only created when it is missing.
import { browserOrigins, openBucket } from "../s3/bucket-client";
import { configureBucket, ensureBucket } from "../s3/prepare-bucket";

/** Makes the bucket ready. A bucket of one's own that cannot be looked at is a warning: the app may still be allowed to use it. */
export async function prepareBucketForStart(embedded: boolean): Promise<void> {
  const settings = openBucket();
  try {
    if (embedded) {
      await ensureBucket(settings);
      const steps = await configureBucket(settings, browserOrigins());
      for (const { done, sentence } of steps) if (!done) console.warn(sentence);
    } else if (await ensureBucket(settings)) {
      console.log(`Created the bucket ${settings.bucket}. For uploads from browsers: npm run s3:setup`);
    }
  } catch (error) {
    if (embedded) throw error;
    console.warn(error instanceof Error ? error.message : error);
  } finally {
    settings.client.destroy();
  }
}
