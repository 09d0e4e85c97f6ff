/** Who is measured in the page: bare PUTs, our engine, Uppy. Each tells when the store had the last byte, and when all was over. */
import Uppy from "@uppy/core";
import { systemClock } from "@/components/upload/engine/clock";
import { UploadEngine, type UploadEngineOptions } from "@/components/upload/engine/upload-engine";
import type { Digests } from "@/components/upload/hashing/digest-file";
import type { Hasher } from "@/components/upload/hashing/hasher";
import { WorkerHasher } from "@/components/upload/hashing/worker-hasher";
import { browserUploadMemory } from "@/components/upload/memory/browser-upload-memory";
import { browserConnectivity } from "@/components/upload/page/browser-connectivity";
import { browserTransport } from "@/components/upload/transport/browser-transport";
import { planParts } from "@/lib/images/upload/multipart";
import { uploadToSignet } from "@/examples/uppy/signet-uppy";

/** Milliseconds since the files were handed over. */
export type Took = { readonly storedMs: number; readonly doneMs: number };
export type Signed = { readonly url: string; readonly headers: Readonly<Record<string, string>> };

/** As many as a browser opens to one host. */
const SLOTS = 6;
const PARTS_ABOVE_BYTES = 16 * 1024 ** 2;

const workerHasher = new WorkerHasher();
/** Computes nothing: what our engine costs without checksums. */
const noHasher: Hasher = { width: 2, hash: () => Promise.resolve({ sha256: null, md5s: null }) };

export async function digest(file: File): Promise<Digests> {
  const { signal } = new AbortController();
  const digests = await workerHasher.hash(file, { partBytes: null, signal });
  if (digests === null) throw new Error(`${file.name} could not be read.`);
  return digests;
}

/** Files that were signed beforehand. */
export async function putBare(files: readonly File[], signed: readonly Signed[]): Promise<Took> {
  const beganAt = performance.now();
  const queue = files.entries();
  const work = async () => {
    for (const [index, file] of queue) {
      const target = signed[index];
      if (target === undefined) throw new Error("A file has no address.");
      const { signal } = new AbortController();
      const { status } = await browserTransport.putFile({
        ...target,
        file,
        onProgress: () => undefined,
        signal,
      });
      if (status !== 200) throw new Error(`The store answered ${status}.`);
    }
  };
  await Promise.all(Array.from({ length: SLOTS }, work));
  const took = performance.now() - beganAt;
  return { storedMs: took, doneMs: took };
}

export function uploadOurs(files: readonly File[], withChecksums: boolean): Promise<Took> {
  return new Promise((resolve, reject) => {
    let storedAt = Number.NaN;
    let open = files.length;
    const engine: UploadEngine = new UploadEngine({
      hasher: withChecksums ? workerHasher : noHasher,
      ...surroundings,
      onChange: () => {
        if (
          !Number.isNaN(storedAt) ||
          engine.items().some(({ stage }) => stage.name !== "registering" && stage.name !== "done")
        )
          return;
        storedAt = performance.now();
      },
      onRegistered: (items) => (open -= items.length),
      // The last of them are told of right after.
      onIdle: () => queueMicrotask(end),
    });
    const end = () => {
      const endedAt = performance.now();
      close();
      if (open > 0) reject(new Error(whatFailed(engine)));
      else resolve({ storedMs: storedAt - beganAt, doneMs: endedAt - beganAt });
    };
    const close = engine.open();
    const beganAt = performance.now();
    engine.add(files);
  });
}

const surroundings = {
  policy: { maxBytes: { image: 2 ** 30, video: 2 ** 30, file: 2 ** 30 } },
  partBytes: (sizeBytes) => (sizeBytes > PARTS_ABOVE_BYTES ? planParts(sizeBytes).partSizeBytes : null),
  transport: browserTransport,
  posters: { make: () => Promise.resolve(null) },
  memory: browserUploadMemory("bench"),
  connectivity: browserConnectivity,
  clock: systemClock,
  random: Math.random,
  onDuplicate: "report",
  onFinished: () => undefined,
} as const satisfies Partial<UploadEngineOptions>;

function whatFailed(engine: UploadEngine): string {
  const failed = engine.items().flatMap(({ stage }) => (stage.name === "failed" ? [stage.failure.what] : []));
  return `${failed.length} files were not uploaded: ${failed[0] ?? "cancelled"}`;
}

export async function uploadByUppy(files: readonly File[]): Promise<Took> {
  let storedAt = Number.NaN;
  let registered = 0;
  const uppy = new Uppy();
  uploadToSignet(uppy, { onRegistered: () => (registered += 1) });
  uppy.on("upload-success", () => (storedAt = performance.now()));
  const beganAt = performance.now();
  uppy.addFiles(files.map((data) => ({ name: data.name, type: data.type, data })));
  const result = await uppy.upload();
  const endedAt = performance.now();
  uppy.destroy();
  if (registered !== files.length)
    throw new Error(`Uppy: ${result?.failed?.[0]?.error ?? "not all were registered"}`);
  return { storedMs: storedAt - beganAt, doneMs: endedAt - beganAt };
}
