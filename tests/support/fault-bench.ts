/** An app whose store and database are its own, and are reached through proxies that can be made to fail. */
import { removeOwnDatabase } from "./own-services";
import { vi } from "vitest";
import type { ApiClient } from "./api-client";
import { readEnvironment } from "./environment";
import { FaultProxy } from "./fault-proxy";
import { expectInvariants } from "./invariants";
import { makeRemovalsDue } from "./ledger";
import { PATIENCE_MS } from "./patience";
import { type SecondApp, startSecondApp } from "./second-app";

export type FaultBench = {
  readonly app: SecondApp;
  readonly store: FaultProxy;
  readonly database: FaultProxy;
  /** Ends every fault. */
  heal(): Promise<void>;
  stop(): Promise<void>;
};

export async function startFaultBench(): Promise<FaultBench> {
  const { S3_ENDPOINT, DATABASE_URL } = readEnvironment();
  const [store, database] = await Promise.all([FaultProxy.to(S3_ENDPOINT), FaultProxy.to(DATABASE_URL)]);
  const app = await startSecondApp({
    S3_ENDPOINT: store.address,
    // Browsers reach the store directly: what they do is no part of these faults.
    S3_PUBLIC_ENDPOINT: S3_ENDPOINT,
    DATABASE_URL: database.address,
    INLINE_WORKER: "true",
  });
  // The scheduler's route, which sweeping calls, is this app's from now on.
  process.env["SIGNET_URL"] = app.origin;
  const heal = async () => {
    await store.set({ kind: "pass" });
    await database.set({ kind: "pass" });
  };
  const stop = async () => {
    await heal();
    await app.stop();
    await Promise.all([store.stop(), database.stop()]);
    await removeOwnDatabase();
  };
  return { app, store, database, heal, stop };
}

export type TimedAnswer = {
  readonly status: number;
  readonly code: unknown;
  readonly retryAfter: string | null;
  readonly seconds: number;
};

/** One request, and how long it took. */
export async function timed(
  client: ApiClient,
  path: string,
  options: Parameters<ApiClient["call"]>[1] = {},
): Promise<TimedAnswer> {
  const start = performance.now();
  const { status, headers, body } = await client.call(path, options);
  const seconds = (performance.now() - start) / 1000;
  return { status, code: body["code"], retryAfter: headers.get("retry-after"), seconds };
}

/** All is well again, once the work that was under way when the fault ended has ended too. */
export async function expectRecovery(): Promise<void> {
  await vi.waitFor(
    async () => {
      await makeRemovalsDue();
      await expectInvariants();
    },
    { timeout: PATIENCE_MS, interval: 250 },
  );
}
