/** The engine at work in a page: with the browser's network, its workers and its clock, and a store for React. */
import type { UploadPolicy } from "@/lib/images/upload/upload-policy";
import { planParts } from "@/lib/images/upload/multipart";
import { offerLocalPicture } from "@/components/shell/local-pictures";
import { systemClock } from "./engine/clock";
import { UploadEngine } from "./engine/upload-engine";
import type { UploadItem } from "./engine/upload-item";
import { WorkerHasher } from "./hashing/worker-hasher";
import { browserUploadMemory } from "./memory/browser-upload-memory";
import { browserConnectivity } from "./page/browser-connectivity";
import { browserPosterMaker } from "./poster/browser-poster-maker";
import { isPicture, previews } from "./preview/preview-maker";
import type { Counts } from "./progress/run-totals";
import { readSnapshot, UploadStore } from "./progress/upload-store";
import { browserTransport } from "./transport/browser-transport";

/** Up to here a file that has to be sent again is no great loss, and one connection will do. */
const PARTS_ABOVE_BYTES = 16 * 1024 * 1024;

export type UploadSession = {
  readonly engine: UploadEngine;
  readonly store: UploadStore;
  /**
   * Begins to work, and tells of registered images; the answer stops everything and lets go of the workers.
   * May be opened again.
   */
  readonly open: (onRegistered: () => void) => () => void;
};

export type UploadSessionOptions = {
  readonly policy: UploadPolicy;
  /** Who is signed in: what is remembered of unfinished uploads is theirs alone. */
  readonly personId: string;
  readonly onDuplicate: "allow" | "report";
  /** Everything that was under way has come to its end; told once for each run. */
  readonly onRunEnd: (counts: Counts) => void;
  /** A large file of an earlier visit has become an image. */
  readonly onFinished: (filename: string) => void;
};

export function createUploadSession(options: UploadSessionOptions): UploadSession {
  const hasher = new WorkerHasher();
  let tellRegistered = (): void => undefined;
  const engine: UploadEngine = new UploadEngine({
    policy: options.policy,
    partBytes: (sizeBytes) => (sizeBytes > PARTS_ABOVE_BYTES ? planParts(sizeBytes).partSizeBytes : null),
    transport: browserTransport,
    hasher,
    posters: browserPosterMaker,
    memory: browserUploadMemory(options.personId),
    connectivity: browserConnectivity,
    clock: systemClock,
    random: Math.random,
    onDuplicate: options.onDuplicate,
    onChange: () => store.touch(),
    onRegistered: (items) => {
      for (const item of items) offerPicture(item);
      tellRegistered();
    },
    onFinished: (filename) => {
      options.onFinished(filename);
      tellRegistered();
    },
    onIdle: () => options.onRunEnd(engine.board.totals().run),
  });
  const store: UploadStore = new UploadStore(systemClock, () =>
    readSnapshot(engine, browserConnectivity.isOnline(), systemClock.now()),
  );
  const open = (onRegistered: () => void) => {
    tellRegistered = onRegistered;
    const close = engine.open();
    return () => {
      close();
      hasher.close();
    };
  };
  return { engine, store, open };
}

/** Whoever shows the new image may show the file that is here, until the store has pictures of it. */
function offerPicture({ file, stage }: UploadItem): void {
  if (stage.name === "done" && isPicture(file))
    offerLocalPicture(stage.image.id, (give) => previews.ask(file, give));
}
