/** Clients that upload and delete without a pause while things fail, and remember what they were told. */
import { setTimeout as sleep } from "node:timers/promises";
import { imageResponse } from "@/lib/contracts/image";
import { presignUploadResponse } from "@/lib/contracts/upload";
import type { Answer, ApiClient } from "./api-client";
import { put, register, uniquePng } from "./upload-flow";

/** A person who is refused does not ask again at once. */
const PAUSE_MS = 50;

export class SteadyClients {
  readonly images = new Set<string>();
  readonly deleted = new Set<string>();
  /** Stored uploads whose registration has no answer yet. */
  readonly unanswered = new Set<string>();
  /** Every answer that was neither a success nor "ask again": status and code. */
  readonly odd: string[] = [];
  /** Refusals with "ask again", by code. */
  readonly refusals = new Map<string, number>();
  slowestSeconds = 0;
  #running: Promise<unknown> = Promise.resolve();
  #ended = false;

  constructor(private readonly program: ApiClient) {}

  start(clients: number): void {
    this.#running = Promise.all(Array.from({ length: clients }, () => this.#work()));
  }

  async stop(): Promise<void> {
    this.#ended = true;
    await this.#running;
  }

  async #work(): Promise<void> {
    for (let round = 0; !this.#ended; round += 1) {
      const upload = await this.#ask(() =>
        this.program.call("/images/presign-upload", {
          json: { filename: "picture.png", filetype: "image/png" },
        }),
      );
      if (upload === null) continue;
      const presigned = presignUploadResponse.parse(upload.body);
      await put(presigned, await uniquePng());
      this.unanswered.add(presigned.key);
      const id = await this.registerOne(presigned.key);
      if (id !== null && round % 2 === 0) await this.#delete(id);
    }
  }

  /** The image of a stored upload, null when the answer was "ask again". */
  async registerOne(key: string): Promise<string | null> {
    const answer = await this.#ask(() => register(this.program, key));
    if (answer === null) return null;
    const { id } = imageResponse.parse(answer.body).image;
    this.images.add(id);
    this.unanswered.delete(key);
    return id;
  }

  async #delete(id: string): Promise<void> {
    // From now on it may be there or not.
    this.images.delete(id);
    const answer = await this.#ask(() => this.program.call(`/images/${id}`, { method: "DELETE" }));
    if (answer !== null) this.deleted.add(id);
  }

  async #ask(call: () => Promise<Answer>): Promise<Answer | null> {
    const start = performance.now();
    const answer = await call();
    this.slowestSeconds = Math.max(this.slowestSeconds, (performance.now() - start) / 1000);
    if (answer.status < 300) return answer;
    const code = String(answer.body["code"]);
    if (answer.status === 503 || code === "registration_in_progress")
      this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
    else this.odd.push(`${answer.status} ${code}`);
    await sleep(PAUSE_MS);
    return null;
  }
}
