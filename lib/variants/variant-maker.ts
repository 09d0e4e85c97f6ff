import "server-only";
import type { Readable } from "node:stream";
import { sniffImageType } from "@/lib/images/formats/inspect-image";
import type { VariantFormat, VariantName } from "@/lib/images/variant";
import { DecoderProcess } from "./decoder-process";
import { makingAnswer, type MakingRequest, MAX_ANSWER_BYTES, MAX_PARTS } from "./messages";
import { writeBytes, writeJson } from "./pipe";

export type MadePicture = {
  readonly name: VariantName;
  readonly format: VariantFormat;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bytes: Uint8Array;
};

/** Pictures of one original, when they are made: first those that a grid shows, then the rest. */
export type MadePart = {
  readonly isLast: boolean;
  readonly thumbhash: Uint8Array;
  readonly pictures: readonly MadePicture[];
};
export type TakePart = (part: MadePart) => Promise<void>;

/** `refused`: the decoder says that the bytes are no picture; `died`: it was ended or came to an end over them. */
export type Making =
  { readonly outcome: "made" } | { readonly outcome: "refused" | "died"; readonly detail: string };

export type MakerLimits = {
  readonly memoryBytes: number;
  /** From the last byte of an original to the whole answer, without what taking its parts costs. */
  readonly answerMs: number;
  /** How many originals one process decodes before the next one takes over. */
  readonly originals: number;
  /** How long a process waits for an original that is on its way. */
  readonly warmMs: number;
};

const LIMITS: MakerLimits = {
  memoryBytes: 1536 * 1024 ** 2,
  answerMs: 45_000,
  originals: 100,
  warmMs: 30_000,
};
const IDLE_MS = 5_000;

/**
 * Makes variants in a process of their own, which is kept for the next original while all goes well, and thrown away
 * with whatever happened in it when something does not. One original after the other.
 */
export class VariantMaker {
  /** Whether somebody makes with it, and how often more was asked for: theirs to write. */
  isTaken = false;
  asked = 0;
  readonly #limits: MakerLimits;
  #decoder: DecoderProcess | null = null;
  #served = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(limits: Partial<MakerLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /** Whether its process runs, so that the next original does not wait for the start of one. */
  get isWarm(): boolean {
    return this.#decoder !== null && !this.#decoder.isGone;
  }

  /** Has the process ready for an original that is on its way; it ends when none comes. */
  warm(): void {
    if (this.isTaken) return;
    this.#takeDecoder();
    this.#rest(this.#limits.warmMs);
  }

  /** @throws what reading `original` or taking a part throws, and when `signal` says so; never for what the decoder does */
  async make(
    request: MakingRequest,
    original: Readable,
    signal: AbortSignal,
    take: TakePart,
  ): Promise<Making> {
    clearTimeout(this.#idle);
    const decoder = this.#takeDecoder();
    this.#served += 1;
    decoder.hold(true);
    const abort = () => decoder.kill();
    signal.addEventListener("abort", abort);
    try {
      const sending = this.#send(decoder, request, original);
      // When the decoder has died, nobody hears any more what became of the question.
      sending.catch(() => undefined);
      const death = await Promise.race([sending, this.#death(decoder)]);
      const answer = death ?? (await this.#takeAnswer(decoder, take));
      if (answer.outcome === "died") this.#throwAway(decoder);
      signal.throwIfAborted();
      return answer;
    } catch (error) {
      this.#throwAway(decoder);
      throw error;
    } finally {
      signal.removeEventListener("abort", abort);
      original.destroy();
      this.#rest(IDLE_MS);
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
    return this.#decoder;
  }

  /** Null when all of it was taken. */
  async #send(decoder: DecoderProcess, request: MakingRequest, original: Readable): Promise<Making | null> {
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
    return null;
  }

  async #takeAnswer(decoder: DecoderProcess, take: TakePart): Promise<Making> {
    let leftMs = this.#limits.answerMs;
    for (let parts = 0; parts < MAX_PARTS; parts += 1) {
      const askedAt = performance.now();
      const patience = setTimeout(() => decoder.kill(), leftMs);
      const answer = await readPart(decoder).finally(() => clearTimeout(patience));
      leftMs = Math.max(1, leftMs - (performance.now() - askedAt));
      if ("outcome" in answer) return answer;
      await take(answer);
      if (answer.isLast) return { outcome: "made" };
    }
    return { outcome: "died", detail: "It gave no end." };
  }

  async #death(decoder: DecoderProcess): Promise<Making> {
    return { outcome: "died", detail: await decoder.gone };
  }

  #throwAway(decoder: DecoderProcess): void {
    decoder.kill();
    if (this.#decoder === decoder) this.#decoder = null;
  }

  #rest(milliseconds: number): void {
    clearTimeout(this.#idle);
    this.#decoder?.hold(false);
    this.#idle = setTimeout(() => this.close(), milliseconds).unref();
  }
}

async function readPart({ answers, gone }: DecoderProcess): Promise<Making | MadePart> {
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
  return {
    isLast: answer.data.isLast,
    thumbhash: Buffer.from(answer.data.thumbhash, "base64"),
    pictures,
  };
}
