/** The engine at work in a page: with the browser's network, its workers and its clock, and a store for React. */
import type { UploadPolicy } from "@/lib/images/upload-policy";
import { systemClock } from "./engine/clock";
import { UploadEngine } from "./engine/upload-engine";
import { WorkerHasher } from "./hashing/worker-hasher";
import { browserConnectivity } from "./page/browser-connectivity";
import { addUp, type Counts } from "./progress/run-totals";
import { readSnapshot, UploadStore } from "./progress/upload-store";
import { browserTransport } from "./transport/browser-transport";

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
  readonly onDuplicate: "allow" | "report";
  /** Everything that was under way has come to its end; told once for each run. */
  readonly onRunEnd: (counts: Counts) => void;
};

export function createUploadSession(options: UploadSessionOptions): UploadSession {
  const hasher = new WorkerHasher();
  let tellRegistered = (): void => undefined;
  const engine: UploadEngine = new UploadEngine({
    policy: options.policy,
    transport: browserTransport,
    hasher,
    connectivity: browserConnectivity,
    clock: systemClock,
    random: Math.random,
    onDuplicate: options.onDuplicate,
    onChange: () => store.touch(),
    onRegistered: () => tellRegistered(),
    onIdle: (run) => options.onRunEnd(addUp(engine.items(), run).run),
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
