/** What the app's process holds while two hundred uploads register at once, beyond what it holds at rest. */
import assert from "node:assert/strict";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { presignUploadResponse, presignUploadsResponse, registrationsResponse } from "@/lib/contracts/upload";
import { residentBytes, watchMemory } from "@/tests/support/memory";
import { type Figure, figure } from "../../harness/figure";
import { type BenchApp, STORE_NAME, type Uploader } from "../bench-app";
import { makeDocument } from "../sample-document";

const BATCH = 100;
const SIZE_BYTES = 100 * 1024;
const PAUSE_MS = 5_000;
const MIB = 1024 ** 2;

export async function measureMemory(app: BenchApp): Promise<Figure> {
  // What the first of them costs, code and pools, is there from then on.
  await registerTwoBatches(app);
  await sleep(PAUSE_MS);
  const idle = residentBytes(app.pid);
  const peak = await registerTwoBatches(app);
  return figure({
    goal: "–",
    what: "Resident memory of the app while 200 uploads register at once, beyond what it holds at rest",
    unit: "MiB",
    value: (peak - idle) / MIB,
    note: `${Math.round(idle / MIB)} MiB at rest.`,
  });
}

/** The highest resident memory meanwhile, in bytes. */
async function registerTwoBatches(app: BenchApp): Promise<number> {
  const uploader = await app.addUploader();
  const batches = [await storeBatch(app, uploader), await storeBatch(app, uploader)];
  const stop = watchMemory(app.pid);
  await Promise.all(batches.map((keys) => registerBatch(uploader, keys)));
  const peak = stop();
  assert.equal((await app.imagesOf(uploader)).images, 2 * BATCH);
  return peak;
}

/** Puts a batch of documents to the store; gives their keys. */
async function storeBatch(app: BenchApp, { session }: Uploader): Promise<string[]> {
  const documents = Array.from({ length: BATCH }, () => makeDocument(SIZE_BYTES));
  const files = documents.map(({ name, type, size }) => ({ filename: name, filetype: type, size }));
  const { body } = await session.call("/images/presign-uploads", { json: { files } });
  const { uploads } = presignUploadsResponse.parse(body);
  const keys: string[] = [];
  for (const [index, upload] of uploads.entries()) {
    const { key, url, headers } = presignUploadResponse.parse(upload);
    const document = documents[index];
    if (document !== undefined) await put(app, { url, headers, bytes: await document.bytes() });
    keys.push(key);
  }
  return keys;
}

type Put = { readonly url: string; readonly headers: Record<string, string>; readonly bytes: Uint8Array };

/** To the store itself: only browsers are told what its name means. */
function put(app: BenchApp, { url, headers, bytes }: Put): Promise<void> {
  const { pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const options = { method: "PUT", headers: { ...headers, host: STORE_NAME } };
    const outgoing = request(`http://${app.store}${pathname}${search}`, options, (answer) => {
      answer.resume().on("end", () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`The store answered ${String(answer.statusCode)}.`));
      });
    });
    outgoing.on("error", reject);
    outgoing.end(bytes);
  });
}

async function registerBatch({ session }: Uploader, keys: readonly string[]): Promise<void> {
  const images = keys.map((key, index) => ({
    key,
    filename: `document-${index}.pdf`,
    filetype: "application/pdf",
  }));
  for (let left = images; left.length > 0;) {
    const { body } = await session.call("/images/registrations", { json: { images: left } });
    const answers = registrationsResponse.parse(body).images;
    left = left.filter((_, place) => {
      const answer = answers[place];
      return answer !== undefined && "code" in answer;
    });
  }
}
