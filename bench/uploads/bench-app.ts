/** The app that is measured, on throwaway services, and people who upload to it: each has limits of their own. */
import { type TestApp, startApp } from "@/scripts/test/test-app";
import type { Shutdown } from "@/scripts/services/shutdown";
import type { ApiClient } from "@/tests/support/api-client";

/** Where browsers look for the store: a name that each browser is told the way to, straight or over a line. */
export const STORE_NAME = "store.bench:8333";

export type Uploader = { readonly id: string; readonly session: ApiClient };

export type BenchApp = TestApp & {
  readonly origin: string;
  /** `host:port` of the store itself. */
  readonly store: string;
  /** Somebody new who is signed in. */
  readonly addUploader: () => Promise<Uploader>;
  /** How many images somebody has, and how many bytes they come to. */
  readonly imagesOf: (uploader: Uploader) => Promise<{ readonly images: number; readonly bytes: number }>;
};

export async function startBenchApp(shutdown: Shutdown): Promise<BenchApp> {
  const settings = { S3_PUBLIC_ENDPOINT: `http://${STORE_NAME}`, MAX_FILE_BYTES: String(1024 ** 3) };
  const app = await startApp(shutdown, { settings });
  // These read the environment when they are loaded.
  const { addPerson, signInAs } = await import("@/tests/support/people");
  const { sqlOne } = await import("@/tests/support/database");
  return {
    ...app,
    origin: String(app.env.SIGNET_URL),
    store: new URL(String(app.env.S3_ENDPOINT)).host,
    addUploader: async () => {
      const person = await addPerson("editor");
      return { id: person.id, session: await signInAs(person) };
    },
    imagesOf: async ({ id }) => {
      const query = `SELECT count(*)::int AS "images", COALESCE(sum("size"), 0)::float AS "bytes" FROM "Image" WHERE "uploadedById" = $1`;
      return await sqlOne<{ images: number; bytes: number }>(query, [id]);
    },
  };
}
