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
  /** Begins to work; the answer stops everything and lets go of the workers. */
  readonly open: () => () => void;
};

export type UploadSessionOptions = {
  readonly policy: UploadPolicy;
  readonly onDuplicate: "allow" | "report";
  readonly onRegistered: (count: number) => void;
  /** Everything that was under way has come to its end; told once for each run. */
  readonly onRunEnd: (counts: Counts) => void;
};

export function createUploadSession(options: UploadSessionOptions): UploadSession {
  const hasher = new WorkerHasher();
  const engine: UploadEngine = new UploadEngine({
    policy: options.policy,
    transport: browserTransport,
    hasher,
    connectivity: browserConnectivity,
    clock: systemClock,
    random: Math.random,
    onDuplicate: options.onDuplicate,
    onChange: () => store.touch(),
    onRegistered: options.onRegistered,
    onIdle: (run) => options.onRunEnd(addUp(engine.items(), run).run),
  });
  const store: UploadStore = new UploadStore(systemClock, () =>
    readSnapshot(engine, browserConnectivity.isOnline(), systemClock.now()),
  );
  const open = () => {
    const close = engine.open();
    return () => {
      close();
      hasher.close();
    };
  };
  return { engine, store, open };
}
