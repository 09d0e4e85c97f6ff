/** Two hundred images of a megabyte that are registered at once, each by a request of its own, as many clients would. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { presignUploadResponse, presignUploadsResponse } from "@/lib/contracts/upload";
import { residentBytes, watchMemory } from "@/tests/support/memory";
import type { Person } from "@/tests/support/people";

const BATCH = 100;
export const COUNT = 200;
export const SIZE_BYTES = 1024 ** 2;
const PAUSE_MS = 5_000;

export type Memory = {
  /** When it has registered one image, and is let alone. */
  readonly idleBytes: number;
  readonly peakBytes: number;
  /** Of the same once more: what the first time left behind, code and pools, is no leak if this is about the same. */
  readonly laterPeakBytes: number;
  /** How often clients were told to ask again, the first time. */
  readonly retries: number;
};

type Wave = { readonly peakBytes: number; readonly retries: number };

/** @param pid of the app */
export async function measureRegistering(pid: number): Promise<Memory> {
  // These read the environment when they are loaded.
  const { addPerson } = await import("@/tests/support/people");
  const { addImage } = await import("@/tests/support/upload-flow");
  await addImage((await addPerson("editor")).program);
  await settle();
  const idleBytes = residentBytes(pid);
  const { peakBytes, retries } = await registerAtOnce(pid, await addPerson("editor"));
  await settle();
  const later = await registerAtOnce(pid, await addPerson("editor"));
  return { idleBytes, peakBytes, laterPeakBytes: later.peakBytes, retries };
}

async function settle(): Promise<void> {
  const { awaitAllVariants } = await import("@/tests/support/variants");
  await awaitAllVariants();
  await sleep(PAUSE_MS);
}

async function registerAtOnce(pid: number, person: Person): Promise<Wave> {
  const keys = await storeAll(person);
  const stop = watchMemory(pid);
  const retries = await Promise.all(keys.map((key) => registerOne(person, key)));
  return { peakBytes: stop(), retries: retries.reduce((sum, count) => sum + count, 0) };
}

/** The keys of images that are in the store and not registered yet. */
async function storeAll({ program }: Person): Promise<string[]> {
  const { declare, largePng, put } = await import("@/tests/support/upload-flow");
  const keys: string[] = [];
  while (keys.length < COUNT) {
    const files = await Promise.all(Array.from({ length: BATCH }, () => largePng(SIZE_BYTES)));
    const file = { filename: "picture.png", filetype: "image/png" };
    const asked = { files: files.map((bytes) => ({ ...file, ...declare(bytes) })) };
    const { body } = await program.call("/images/presign-uploads", { json: asked });
    for (const [index, one] of presignUploadsResponse.parse(body).uploads.entries()) {
      const upload = presignUploadResponse.parse(one);
      assert.equal(await put(upload, files[index] ?? new Uint8Array()), 200);
      keys.push(upload.key);
    }
  }
  return keys;
}

/** Gives how often it was told to ask again. */
async function registerOne({ program }: Person, key: string): Promise<number> {
  const { register } = await import("@/tests/support/upload-flow");
  for (let retries = 0; ; retries += 1) {
    const { status, headers, body } = await register(program, key);
    if (status < 300) return retries;
    const isPassing = status === 503 || body["code"] === "registration_in_progress";
    if (!isPassing) throw new Error(`Not registered: ${JSON.stringify(body)}`);
    await sleep(1_000 * Number(headers.get("retry-after") ?? 1));
  }
}
