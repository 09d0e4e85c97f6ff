// The process that decodes what strangers uploaded. It knows no credentials and no address, and may not write files or
// start processes; it gets bytes and gives bytes, and its parent ends it whenever it takes too long.
import { createWriteStream } from "node:fs";
import { PipeReader, writeBytes, writeJson } from "../pipe.ts";
import type { MakingAnswer, MakingRequest } from "../messages";
import { makePictures } from "./make-pictures.ts";
import { Unreadable } from "./unreadable.ts";

const MAX_REQUEST_BYTES = 4_096;
// Not standard output, where libraries like to talk.
const answers = createWriteStream("", { fd: 3 });
const requests = new PipeReader(process.stdin);

for (;;) {
  const request = await requests.readJson(MAX_REQUEST_BYTES);
  if (!isMakingRequest(request)) break;
  const original = await requests.readBytes(request.sizeBytes);
  if (original === null) break;
  await answer(original, request);
}

function isMakingRequest(value: unknown): value is MakingRequest {
  return typeof value === "object" && value !== null && "filetype" in value && "sizeBytes" in value;
}

/** A refusal is an answer; whatever else goes wrong ends the process, which says enough. */
async function answer(original: Buffer, request: MakingRequest): Promise<void> {
  try {
    for await (const { isLast, thumbhash, pictures } of makePictures(original, request)) {
      const facts = pictures.map(({ bytes, ...picture }) => ({ ...picture, sizeBytes: bytes.length }));
      await say({ ok: true, isLast, thumbhash: thumbhash.toString("base64"), pictures: facts });
      for (const { bytes } of pictures) await writeBytes(answers, bytes);
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    await say({ ok: false, detail: error.message.slice(0, 1_000) });
  }
}

async function say(words: MakingAnswer): Promise<void> {
  await writeJson(answers, words);
}
