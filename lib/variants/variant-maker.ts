import "server-only";
import type { Readable } from "node:stream";
import { sniffImageType } from "@/lib/images/formats/inspect-image";
import type { VariantFormat, VariantName } from "@/lib/images/variant";
import { DecoderProcess } from "./decoder-process";
import { makingAnswer, type MakingRequest, MAX_ANSWER_BYTES } from "./messages";
import { writeBytes, writeJson } from "./pipe";

export type MadePicture = {
  readonly name: VariantName;
  readonly format: VariantFormat;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bytes: Uint8Array;
};

/** `refused`: the decoder says that the bytes are no picture; `died`: it was ended or came to an end over them. */
export type Making =
  | { readonly outcome: "made"; readonly thumbhash: Uint8Array; readonly pictures: readonly MadePicture[] }
  | { readonly outcome: "refused" | "died"; readonly detail: string };

export type MakerLimits = {
  readonly memoryBytes: number;
  /** From the last byte of an original to the answer. */
  readonly answerMs: number;
  /** How many originals one process decodes before the next one takes over. */
  readonly originals: number;
};

const LIMITS: MakerLimits = { memoryBytes: 1536 * 1024 ** 2, answerMs: 45_000, originals: 100 };
const IDLE_MS = 5_000;

/**
 * Makes variants in a process of their own, which is kept for the next original while all goes well, and thrown away
 * with whatever happened in it when something does not. One original after the other.
 */
export class VariantMaker {
  readonly #limits: MakerLimits;
  #decoder: DecoderProcess | null = null;
  #served = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(limits: Partial<MakerLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /** @throws what reading `original` throws, and when `signal` says so; never for what the decoder does */
  async make(request: MakingRequest, original: Readable, signal: AbortSignal): Promise<Making> {
    clearTimeout(this.#idle);
    const decoder = this.#takeDecoder();
    decoder.hold(true);
    const abort = () => decoder.kill();
    signal.addEventListener("abort", abort);
    try {
      const asking = this.#ask(decoder, request, original);
      // When the decoder has died, nobody hears any more what became of the question.
      asking.catch(() => undefined);
      const answer = await Promise.race([asking, this.#death(decoder)]);
      if (answer.outcome === "died") this.#throwAway(decoder);
      signal.throwIfAborted();
      return answer;
    } catch (error) {
      this.#throwAway(decoder);
      throw error;
    } finally {
      signal.removeEventListener("abort", abort);
      original.destroy();
      this.#rest();
    }
  }

  close(): void {
    clearTimeout(this.#idle);
    if (this.#decoder !== null) this.#throwAway(this.#decoder);
  }

  #takeDecoder(): DecoderProcess {
    const isWorn = this.#served >= this.#limits.originals;
    if (this.#decoder !== null && (isWorn || this.#decoder.isGone)) this.#throwAway(this.#decoder);
    if (this.#decoder === null) {
      this.#decoder = new DecoderProcess(this.#limits.memoryBytes);
      this.#served = 0;
    }
    this.#served += 1;
    return this.#decoder;
  }

  async #ask(decoder: DecoderProcess, request: MakingRequest, original: Readable): Promise<Making> {
    let sent = 0;
    const isTaken = (writing: Promise<void>) =>
      writing.then(
        () => true,
        () => false,
      );
    if (!(await isTaken(writeJson(decoder.input, request)))) return this.#death(decoder);
    for await (const chunk of original) {
      if (!(chunk instanceof Uint8Array)) throw new Error("The original is no stream of bytes.");
      sent += chunk.byteLength;
      if (sent > request.sizeBytes) break;
      if (!(await isTaken(writeBytes(decoder.input, chunk)))) return this.#death(decoder);
    }
    if (sent !== request.sizeBytes) throw new Error(`${sent} bytes came of ${request.sizeBytes}.`);
    const patience = setTimeout(() => decoder.kill(), this.#limits.answerMs);
    try {
      return await readAnswer(decoder);
    } finally {
      clearTimeout(patience);
    }
  }

  async #death(decoder: DecoderProcess): Promise<Making> {
    return { outcome: "died", detail: await decoder.gone };
  }

  #throwAway(decoder: DecoderProcess): void {
    decoder.kill();
    if (this.#decoder === decoder) this.#decoder = null;
  }

  #rest(): void {
    this.#decoder?.hold(false);
    this.#idle = setTimeout(() => this.close(), IDLE_MS).unref();
  }
}

async function readAnswer({ answers, gone }: DecoderProcess): Promise<Making> {
  const said = await answers.readJson(MAX_ANSWER_BYTES).catch(() => "nothing of use");
  // The pipe has ended: what ended it says more.
  if (said === null) return { outcome: "died", detail: await gone };
  const answer = makingAnswer.safeParse(said);
  if (!answer.success) return { outcome: "died", detail: "It gave no answer that makes sense." };
  if (!answer.data.ok) return { outcome: "refused", detail: answer.data.detail };
  const pictures: MadePicture[] = [];
  for (const { sizeBytes, ...picture } of answer.data.pictures) {
    const bytes = await answers.readBytes(sizeBytes);
    if (bytes === null) return { outcome: "died", detail: await gone };
    if (sniffImageType(bytes) !== `image/${picture.format}`)
      return { outcome: "died", detail: "It gave a picture that is none." };
    pictures.push({ ...picture, bytes });
  }
  return { outcome: "made", thumbhash: Buffer.from(answer.data.thumbhash, "base64"), pictures };
}
