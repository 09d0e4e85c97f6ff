/** A client of a service that crashes: does again what was not answered, as ours does, and notes what it was told. */
import type { Journal } from "@/scripts/invariants/journal";
import type { PresignMultipartResponse } from "@/lib/contracts/multipart";
import type { PresignUploadResponse } from "@/lib/contracts/upload";
import { sql } from "../../support/database";
import { putPart, type SentPart } from "../../support/multipart-flow";
import { put, sha256Of, uniquePng } from "../../support/upload-flow";
import type { AnswerTo, Call } from "../service/calls";
import { type ServiceProcesses, KILLED, Refusal } from "../service/service-processes";

const TRIES = 6;
/** What may succeed later, also since the machine is busy with other things. */
const FAULTS = new Set<unknown>(["storage_unavailable", "database_unavailable"]);
const PASSING = FAULTS.union(new Set<unknown>(["registration_in_progress"]));

export class CrashingClient {
  constructor(
    private readonly service: ServiceProcesses,
    private readonly journal: Journal,
    readonly viewer: { readonly id: string },
  ) {}

  /** Presigned uploads for these files. */
  async presign(files: readonly Uint8Array[], failpoint?: string): Promise<PresignUploadResponse[]> {
    const call = {
      kind: "presign" as const,
      viewer: this.viewer,
      files: files.map((bytes) => ({
        filename: "picture.png",
        filetype: "image/png",
        size: bytes.byteLength,
        sha256: sha256Of(bytes),
      })),
    };
    return (await this.#insist(call, failpoint)).map((answer) => {
      if ("code" in answer) throw new Error(`Presigning was refused: ${answer.code}`);
      return answer;
    });
  }

  /** An upload in parts that has begun. */
  async begin(size: number, failpoint?: string): Promise<PresignMultipartResponse> {
    const answer = await this.#insist({ kind: "begin" as const, viewer: this.viewer, size }, failpoint);
    if ("code" in answer) throw new Error(`An upload in parts was refused: ${answer.code}`);
    return answer;
  }

  /** Sends a file of one part; gives what completing lists. */
  async sendPart({ uploadId }: PresignMultipartResponse, bytes: Uint8Array): Promise<SentPart[]> {
    const answer = await this.service.do({ kind: "parts", viewer: this.viewer, uploadId, partNumbers: [1] });
    if ("code" in answer) throw new Error(`A part was not signed: ${answer.code}`);
    const sent: SentPart[] = [];
    for (const part of answer.parts) {
      const { status, etag } = await putPart(part, bytes);
      if (status !== 200) throw new Error(`The store answered ${status} to a part.`);
      sent.push({ partNumber: part.partNumber, etag });
    }
    return sent;
  }

  /** The image of an upload in parts, or the code of the answer. */
  async complete(
    { key, uploadId }: PresignMultipartResponse,
    parts: SentPart[],
    { failpoint = "", large = false } = {},
  ): Promise<string> {
    const call = { kind: "complete" as const, viewer: this.viewer, key, parts, large };
    const first = await this.service.ask(call, failpoint);
    if (first === KILLED) await endLeases([uploadId]);
    let answer = first === KILLED ? await this.service.do(call) : first;
    for (let tries = 1; tries < TRIES && "code" in answer && FAULTS.has(answer.code); tries += 1)
      answer = await this.service.do(call);
    if ("code" in answer) return answer.code;
    this.journal.write({ event: "image", imageId: answer.imageId, sha256: answer.sha256 });
    return answer.imageId;
  }

  /** Lets a job finish what was handed to it. */
  async finish({ uploadId }: PresignMultipartResponse, failpoint = ""): Promise<void> {
    const call = { kind: "finish" as const, uploadId };
    if ((await this.service.ask(call, failpoint)) !== KILLED) return;
    await endLeases([uploadId]);
    await this.service.do(call);
  }

  async abort({ uploadId }: PresignMultipartResponse, failpoint?: string): Promise<void> {
    const answer = await this.#insist({ kind: "abort" as const, viewer: this.viewer, uploadId }, failpoint);
    if ("code" in answer) throw new Error(`Giving up was refused: ${answer.code}`);
  }

  async put(upload: PresignUploadResponse, bytes: Uint8Array): Promise<void> {
    const status = await put(upload, bytes);
    if (status !== 200) throw new Error(`The store answered ${status} to a PUT.`);
    this.journal.write({ event: "stored", uploadId: upload.uploadId });
  }

  /** Uploads whose files lie in the bucket. */
  async upload(count: number): Promise<PresignUploadResponse[]> {
    const files = await Promise.all(Array.from({ length: count }, uniquePng));
    const uploads = await this.presign(files);
    await Promise.all(uploads.map((upload, index) => this.put(upload, files[index] ?? new Uint8Array())));
    return uploads;
  }

  /** One registration as it comes: KILLED, or an image id or a code for each. */
  async tryRegister(
    uploads: readonly PresignUploadResponse[],
    failpoint = "",
    { failing = false, poster }: { failing?: boolean; poster?: string } = {},
  ): Promise<typeof KILLED | string[]> {
    const keys = uploads.map(({ key }) => key);
    const answer = await this.service.ask(
      { kind: "register", viewer: this.viewer, keys, failing, poster },
      failpoint,
    );
    if (answer === KILLED) return KILLED;
    return answer.map((one) => {
      if ("code" in one) return one.code;
      this.journal.write({ event: "image", imageId: one.imageId, sha256: one.sha256 });
      return one.imageId;
    });
  }

  /** Until each has an answer that is final. */
  async register(uploads: readonly PresignUploadResponse[], poster?: string): Promise<string[]> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      // The lease of a process that ended would have to run out: a minute for a client, no time here.
      await endLeases(uploads.map(({ uploadId }) => uploadId));
      const told = await this.tryRegister(uploads, "", poster === undefined ? {} : { poster });
      if (told !== KILLED && !told.some((one) => PASSING.has(one))) return told;
    }
    throw new Error("An upload could not be registered.");
  }

  /** What is behind the image's signed URL now, noted; false when there is no such image. */
  async look(imageId: string): Promise<boolean> {
    const answer = await this.service.do({ kind: "sign", viewer: this.viewer, id: imageId });
    if ("code" in answer) return false;
    this.journal.write({ event: "signed", imageId, key: answer.key });
    const served = await fetch(answer.url);
    const sha256 = sha256Of(new Uint8Array(await served.arrayBuffer()));
    if (served.status === 200) this.journal.write({ event: "served", imageId, sha256 });
    return served.status === 200;
  }

  /** Until it is gone, whether by this request or by one that was never answered. */
  async delete(imageId: string, failpoint?: string): Promise<void> {
    this.journal.write({ event: "deleting", imageId });
    const answer = await this.#insist({ kind: "delete", viewer: this.viewer, id: imageId }, failpoint);
    if ("code" in answer && answer.code !== "image_not_found") throw new Error(`Deleting: ${answer.code}`);
    this.journal.write({ event: "deleted", imageId });
  }

  /** Until its URLs have ended, whether by this request or by one that was never answered. */
  async revoke(imageId: string, failpoint?: string): Promise<void> {
    const answer = await this.#insist({ kind: "revoke", viewer: this.viewer, id: imageId }, failpoint);
    if (!("revoked" in answer && answer.revoked)) throw new Error(`Revoking: ${JSON.stringify(answer)}`);
  }

  /** Asks with the failpoint first, and again without it until there is an answer that does not say "ask again". */
  async #insist<C extends Call>(call: C, failpoint = ""): Promise<AnswerTo<C["kind"]>> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const answer = await this.#askOnce(call, attempt === 1 ? failpoint : "");
      if (answer !== KILLED && !isPassing(answer)) return answer;
    }
    throw new Error(`${call.kind}: no answer after ${TRIES} tries.`);
  }

  async #askOnce<C extends Call>(call: C, failpoint: string) {
    try {
      return await this.service.ask(call, failpoint);
    } catch (error) {
      if (error instanceof Refusal) return { code: error.code };
      throw error;
    }
  }
}

function isPassing(answer: unknown): answer is { code: string } {
  return typeof answer === "object" && answer !== null && "code" in answer && PASSING.has(answer.code);
}

function endLeases(uploadIds: readonly string[]): Promise<unknown[]> {
  return sql(
    `UPDATE "Upload" SET "leaseUntil" = now() - interval '1 second'
     WHERE "id" = ANY($1::uuid[]) AND "state" = 'registering'`,
    [uploadIds],
  );
}
