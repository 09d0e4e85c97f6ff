/** A client that lives through faults: uploads, looks, changes, revokes and deletes, asks again, and notes what it was told. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Journal } from "@/scripts/invariants/journal";
import { imageResponse } from "@/lib/contracts/image";
import { presignMultipartResponse, signPartsResponse } from "@/lib/contracts/multipart";
import { presignUploadResponse } from "@/lib/contracts/upload";
import { type Answer, ApiClient, type CallOptions } from "../../support/api-client";
import { putPart } from "../../support/multipart-flow";
import { bytesOf } from "../../support/sample-images";
import { declare, put, sha256Of, uniquePng } from "../../support/upload-flow";
import type { Chance } from "../random";
import type { Cluster } from "./cluster";

const PAUSE_MS = 100;
/** A server that is suspended takes connections and says nothing; a person would not wait for longer either. */
const ANSWER_MS = 12_000;
const LOOKS = 20;

const ASK_AGAIN = new Set<unknown>(["registration_in_progress", "object_missing", "too_many_requests"]);

export class SoakClient {
  readonly #images = new Map<string, string>();
  /** Every answer that was neither what was wanted nor "ask again". */
  readonly odd: string[] = [];
  acts = 0;

  constructor(
    private readonly cluster: Cluster,
    private readonly journal: Journal,
    private readonly apiKey: string,
    private readonly chance: Chance,
  ) {}

  /** One thing after the other until it is over; what was begun is brought to its end. */
  async live(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await this.#act();
      this.acts += 1;
    }
  }

  async #act(): Promise<void> {
    const { chance } = this;
    const known = [...this.#images.keys()];
    if (known.length < 3 || chance.happens(0.4))
      return chance.happens(0.25) ? this.#sendParts() : this.#send();
    const id = chance.oneOf(known);
    const acts = [this.#look, this.#look, this.#revoke, this.#describe, this.#delete] as const;
    await chance.oneOf(acts).call(this, id);
  }

  /** With one PUT; the URL of what was not declared is in the hands of somebody who overwrites, now and then. */
  async #send(): Promise<void> {
    const good = await uniquePng();
    const isDeclared = this.chance.happens(0.5);
    const file = { filename: "a.png", filetype: "image/png" };
    const asked = { json: { ...file, ...(isDeclared ? declare(good) : {}) } };
    const presigned = await this.#insist("/images/presign-upload", asked, [200]);
    const upload = presignUploadResponse.parse(presigned.body);
    await put(upload, good);
    this.journal.write({ event: "stored", uploadId: upload.uploadId });
    const others = [await uniquePng(), bytesOf("<!doctype html><script>alert(1)</script>")];
    const isAttacked = !isDeclared && this.chance.happens(0.4);
    const attack = async () => {
      for (const bytes of [...others, good, ...others]) await put(upload, bytes);
    };
    const registration = { json: { ...file, key: upload.key } };
    const registering = this.#insist("/images", registration, [200, 201, 422]);
    const [answer] = await Promise.all([registering, isAttacked ? attack() : null]);
    this.#take(answer, isAttacked ? [good, ...others] : [good], isAttacked);
  }

  async #sendParts(): Promise<void> {
    const good = await uniquePng();
    const file = { filename: "a.png", filetype: "image/png" };
    const json = { ...file, size: good.byteLength, multipart: true };
    const begun = presignMultipartResponse.parse(
      (await this.#insist("/images/presign-upload", { json }, [200])).body,
    );
    const parts = await this.#insist(
      `/images/uploads/${begun.uploadId}/parts`,
      { json: { partNumbers: [1] } },
      [200],
    );
    const sent: { partNumber: number; etag: string }[] = [];
    for (const part of signPartsResponse.parse(parts.body).parts)
      sent.push({ partNumber: part.partNumber, etag: (await putPart(part, good)).etag });
    const registration = { json: { ...file, key: begun.key, parts: sent } };
    this.#take(await this.#insist("/images", registration, [200, 201]), [good], false);
  }

  #take({ status, body }: Answer, allowed: readonly Uint8Array[], mayBeRefused: boolean): void {
    if (status === 422) {
      if (!mayBeRefused) this.odd.push(`a good file was refused: ${String(body["code"])}`);
      return;
    }
    if (status >= 400) return;
    const { id, sha256 } = imageResponse.parse(body).image;
    this.journal.write({ event: "image", imageId: id, sha256 });
    if (!allowed.map(sha256Of).includes(sha256)) this.odd.push(`${id} holds what nobody sent`);
    this.#images.set(id, sha256);
  }

  /** What a signed URL leads to; one that is revoked in this very moment is asked for anew. */
  async #look(id: string): Promise<void> {
    for (let looks = 0; looks < LOOKS; looks += 1) {
      const { body } = await this.#insist(`/images/${id}/signed-url`, {}, [200]);
      const url = String(body["url"]);
      const served = await fetch(url);
      const sha256 = sha256Of(new Uint8Array(await served.arrayBuffer()));
      if (served.status === 200) {
        this.journal.write({ event: "served", imageId: id, sha256 });
        return;
      }
      await sleep(PAUSE_MS);
    }
    this.odd.push(`${id} cannot be seen`);
  }

  async #revoke(id: string): Promise<void> {
    await this.#insist(`/images/${id}/revoke`, { method: "POST" }, [200, 202]);
  }

  async #describe(id: string): Promise<void> {
    const visibility = this.chance.oneOf(["public", "private"] as const);
    await this.#insist(`/images/${id}`, { method: "PATCH", json: { visibility } }, [200]);
  }

  async #delete(id: string): Promise<void> {
    this.journal.write({ event: "deleting", imageId: id });
    this.#images.delete(id);
    // 404 when the answer to an earlier try was lost.
    await this.#insist(`/images/${id}`, { method: "DELETE" }, [204, 404]);
    this.journal.write({ event: "deleted", imageId: id });
  }

  /** Asks one server or another until there is an answer that is final. */
  async #insist(path: string, options: CallOptions, wanted: readonly number[]): Promise<Answer> {
    for (;;) {
      const answer = await this.#ask(path, options);
      const isPassing = answer === null || answer.status === 503 || ASK_AGAIN.has(answer.body["code"]);
      if (answer !== null && !isPassing) {
        if (!wanted.includes(answer.status))
          this.odd.push(`${options.method ?? ""} ${path}: ${answer.status} ${String(answer.body["code"])}`);
        return answer;
      }
      await sleep(PAUSE_MS);
    }
  }

  async #ask(path: string, options: CallOptions): Promise<Answer | null> {
    const index = this.chance.between(0, this.cluster.size - 1);
    const asked = new ApiClient(this.cluster.origin(index), this.apiKey)
      .call(path, options)
      .catch(() => null);
    return Promise.race([asked, sleep(ANSWER_MS, null)]);
  }
}
