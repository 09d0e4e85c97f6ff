import type { Digests } from "./digest-file";
import type { HashOptions, Hasher } from "./hasher";
import type { HashReply, HashRequest } from "./hash-messages";

/** Two keep both a disk and a line busy. */
const WORKERS = 2;
const NO_DIGESTS: Digests = { sha256: null, md5s: null };

type Task = {
  readonly request: HashRequest;
  readonly onProgress: HashOptions["onProgress"];
  readonly end: (digests: Digests | null) => void;
};

/** Hashes in up to two dedicated workers, started with the first file and kept for the next. */
export class WorkerHasher implements Hasher {
  readonly width = WORKERS;
  readonly #idle: Worker[] = [];
  readonly #running = new Map<Worker, Task>();
  readonly #queue: Task[] = [];
  #lastJob = 0;

  hash(file: Blob, { partBytes, onProgress, signal }: HashOptions): Promise<Digests | null> {
    return new Promise((resolve) => {
      this.#lastJob += 1;
      const request = { job: this.#lastJob, file, partBytes };
      const task: Task = { request, onProgress, end: resolve };
      signal.addEventListener("abort", () => this.#abandon(task), { once: true });
      this.#queue.push(task);
      this.#pump();
    });
  }

  /** Ends the workers; what they were at is answered with null. */
  close(): void {
    for (const [worker, task] of this.#running) {
      worker.terminate();
      task.end(null);
    }
    for (const worker of this.#idle.splice(0)) worker.terminate();
    for (const task of this.#queue.splice(0)) task.end(null);
    this.#running.clear();
  }

  #pump(): void {
    while (this.#queue.length > 0) {
      const worker = this.#idle.pop() ?? this.#open();
      if (worker === null) return;
      const task = this.#queue.shift();
      if (task === undefined) return;
      this.#running.set(worker, task);
      worker.postMessage(task.request);
    }
  }

  #open(): Worker | null {
    if (this.#running.size >= WORKERS) return null;
    const worker = new Worker(new URL("./hash-worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<HashReply>) => this.#hear(worker, data);
    worker.onerror = (event) => {
      // The worker itself would not start (a policy, an old browser). Its file goes up without checksums: the
      // server reads every byte of it again anyway.
      event.preventDefault();
      this.#release(worker, NO_DIGESTS, "broken");
    };
    return worker;
  }

  #hear(worker: Worker, reply: HashReply): void {
    const task = this.#running.get(worker);
    if (task?.request.job !== reply.job) return;
    if (reply.kind === "progress") return task.onProgress?.(reply.readBytes);
    this.#release(worker, reply.kind === "digests" ? reply.digests : null, "sound");
  }

  #release(worker: Worker, digests: Digests | null, state: "sound" | "broken"): void {
    const task = this.#running.get(worker);
    this.#running.delete(worker);
    if (state === "sound") this.#idle.push(worker);
    else worker.terminate();
    task?.end(digests);
    this.#pump();
  }

  /** A worker cannot be interrupted between two reads, so one that is at an abandoned file is replaced. */
  #abandon(task: Task): void {
    const place = this.#queue.indexOf(task);
    if (place >= 0) this.#queue.splice(place, 1);
    for (const [worker, running] of this.#running) {
      if (running === task) return this.#release(worker, null, "broken");
    }
    task.end(null);
  }
}
