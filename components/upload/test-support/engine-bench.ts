import { vi } from "vitest";
import { digestFile } from "../hashing/digest-file";
import type { Hasher } from "../hashing/hasher";
import type { RememberedUpload, UploadMemory } from "../memory/upload-memory";
import { UploadEngine, type UploadEngineOptions } from "../engine/upload-engine";
import { isActive, type UploadItem } from "../engine/upload-item";
import { nodeTransport } from "./node-transport";
import { QuickClock } from "./quick-clock";
import { UploadService } from "./upload-service";

// Each test here lets files travel by real connections, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** Whether the machine has a line to the world, switched by the test. */
export class Line {
  #isUp = true;
  readonly #listeners = new Set<() => void>();

  isOnline(): boolean {
    return this.#isUp;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(isUp: boolean): void {
    this.#isUp = isUp;
    for (const listener of this.#listeners) listener();
  }
}

/** Small, so that a test of parts is quick. */
export const PARTS_ABOVE_BYTES = 1_000_000;

/** A machine that does other things, too, may take its time. */
const PATIENCE_MS = 100_000;
const LOOK_MS = 4;
const QUIET_MS = 250;

const plainHasher: Hasher = {
  width: 2,
  hash: (file, { signal, ...options }) =>
    digestFile(file, options).then(
      (digests) => (signal.aborted ? null : digests),
      () => null,
    ),
};

/** A memory that outlives an engine, as a browser's outlives a page. */
export class PlainMemory implements UploadMemory {
  readonly kept = new Map<string, RememberedUpload>();

  unfinished(): Promise<readonly RememberedUpload[]> {
    return Promise.resolve([...this.kept.values()]);
  }

  remember(upload: RememberedUpload): void {
    this.kept.set(upload.uploadId, upload);
  }

  forget(uploadId: string): void {
    this.kept.delete(uploadId);
  }
}

/** An engine at work against a service on loopback; `await using` closes both. */
export type EngineBench = {
  readonly engine: UploadEngine;
  readonly service: UploadService;
  readonly clock: QuickClock;
  readonly line: Line;
  readonly registered: number[];
  /** Those that needed no file any more. */
  readonly finished: string[];
  readonly runsEnded: number[];
  /** Adds the files and waits until each of them has come to its end. */
  readonly upload: (files: readonly File[]) => Promise<readonly UploadItem[]>;
  /** Waits until something holds; fails when it takes too long. */
  readonly until: (holds: () => boolean) => Promise<void>;
  /** Waits until nothing has been asked of the service for a while. */
  readonly untilQuiet: () => Promise<void>;
  /** Leaves the page. */
  readonly leave: () => void;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

export async function openBench(
  options: Partial<UploadEngineOptions> & {
    readonly clock?: QuickClock;
    /** One that is open already, and stays so. */
    readonly service?: UploadService;
  } = {},
): Promise<EngineBench> {
  const service = options.service ?? new UploadService();
  if (options.service === undefined) await service.open();
  const clock = options.clock ?? new QuickClock();
  service.now = () => clock.now();
  const line = new Line();
  const registered: number[] = [];
  const finished: string[] = [];
  const runsEnded: number[] = [];
  const engine = new UploadEngine({
    policy: { maxBytes: { image: 50_000_000, video: 50_000_000, file: 50_000_000 } },
    partBytes: (sizeBytes) => (sizeBytes > PARTS_ABOVE_BYTES ? service.parts.partSizeBytes : null),
    transport: nodeTransport(service.origin),
    hasher: plainHasher,
    posters: { make: () => Promise.resolve(null) },
    memory: new PlainMemory(),
    connectivity: line,
    random: () => 0.5,
    onDuplicate: "report",
    onRegistered: (items) => registered.push(items.length),
    onFinished: (filename) => finished.push(filename),
    onIdle: (run) => runsEnded.push(run),
    ...options,
    clock,
    onChange: () => options.onChange?.(),
  });
  const close = engine.open();
  const upload = async (files: readonly File[]) => {
    engine.add(files);
    await waitUntil(() => !engine.items().some(isActive));
    return engine.items();
  };
  const end = async () => {
    close();
    if (options.service === undefined) await service.close();
  };
  return {
    engine,
    service,
    clock,
    line,
    registered,
    finished,
    runsEnded,
    upload,
    until: waitUntil,
    untilQuiet: () => waitUntilQuiet(service),
    leave: close,
    [Symbol.asyncDispose]: end,
  };
}

function waitUntil(holds: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const beganAt = performance.now();
    const timer = setInterval(() => {
      const isLate = performance.now() - beganAt > PATIENCE_MS;
      if (!isLate && !holds()) return;
      clearInterval(timer);
      if (isLate) reject(new Error("it did not come to pass in time"));
      else resolve();
    }, LOOK_MS);
  });
}

function waitUntilQuiet({ log }: UploadService): Promise<void> {
  let [asked, since] = [log.length, performance.now()];
  return waitUntil(() => {
    if (log.length !== asked) [asked, since] = [log.length, performance.now()];
    return performance.now() - since > QUIET_MS;
  });
}

/** A promise that the test keeps when it likes. */
export function openGate(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, resolve: () => open() };
}

let content = 0;

/** A file of so many bytes, different from every other one. */
export function makeFile(name: string, sizeBytes = 2_000, type = "image/png"): File {
  content += 1;
  const bytes = new Uint8Array(sizeBytes).fill(content % 251);
  new DataView(bytes.buffer).setUint32(0, content);
  return new File([bytes], name, { type });
}

/** The stage of each file by name: `{ "a.png": "done" }`; of failures the code. */
export function outcomes(items: readonly UploadItem[]): Record<string, string> {
  const outcome = ({ stage }: UploadItem) => (stage.name === "failed" ? stage.failure.code : stage.name);
  return Object.fromEntries(items.map((item) => [item.filename, outcome(item)]));
}
