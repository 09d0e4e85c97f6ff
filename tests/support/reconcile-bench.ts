/** An app with a database and a bucket of its own, which nobody sweeps but the test, and comparisons at any hour. */
import "./quiet-log";
import { removeOwnDatabase } from "./own-services";
import type { RepairLimits } from "@/lib/images/reconcile/brakes";
import type { ReconcileReport } from "@/lib/images/reconcile/report";
import { reconcileBucket } from "@/lib/operations/housekeeping/reconcile-bucket";
import { removeDeadObjects } from "@/lib/operations/housekeeping/remove-dead-objects";
import { repairBucket } from "@/lib/operations/housekeeping/repair-bucket";
import type { BucketInventory } from "@/lib/storage/bucket-inventory";
import { ApiClient } from "./api-client";
import { writeObject } from "./bucket";
import { addPerson } from "./people";
import { type SecondApp, startSecondApp } from "./second-app";

export const limits: RepairLimits = { graceHours: 24, maxRemovals: 1_000, maxDifferencePercent: 5 };
export const strangeBytes = new TextEncoder().encode("nobody knows me");

type Options = { readonly inventory?: BucketInventory; readonly limits?: RepairLimits };

export class ReconcileBench {
  readonly program: ApiClient;
  readonly #app: SecondApp;
  #aheadMs = 0;

  private constructor(app: SecondApp, apiKey: string) {
    this.#app = app;
    this.program = new ApiClient(app.origin, apiKey);
  }

  static async start(): Promise<ReconcileBench> {
    const [app, editor] = await Promise.all([
      startSecondApp({ INLINE_WORKER: "false", LOG_LEVEL: "info" }),
      addPerson("editor"),
    ]);
    return new ReconcileBench(app, editor.apiKey);
  }

  /** Somebody who has not signed in. */
  anybody(): ApiClient {
    return new ApiClient(this.#app.origin);
  }

  /** What comparisons and repairs take for now. */
  readonly now = (): Date => new Date(Date.now() + this.#aheadMs);

  /** Back to the true time. */
  rewind(): void {
    this.#aheadMs = 0;
  }

  forward(hours: number): void {
    this.#aheadMs += hours * 3_600_000;
  }

  /** Compares as `npm run reconcile` does. @throws while another comparison runs */
  async compare(options: Options = {}): Promise<ReconcileReport> {
    const outcome = await reconcileBucket({ clock: this.now, limits, ...options });
    if (outcome.kind === "busy") throw new Error("Another comparison runs.");
    return outcome.report;
  }

  /** What `npm run reconcile -- --repair` does. Gives how much was removed. */
  async repair(options: Options = {}): Promise<number> {
    const report = await this.compare(options);
    const removed = await repairBucket({ report, clock: this.now, limits, ...options });
    await removeDeadObjects({});
    return removed;
  }

  async stop(): Promise<void> {
    await this.#app.stop();
    await removeOwnDatabase();
  }
}

/** Objects that are in no ledger. */
export async function writeStrangers(count: number, prefix: string): Promise<string[]> {
  const keys = Array.from({ length: count }, (_, at) => `${prefix}${String(at).padStart(3, "0")}`);
  await Promise.all(keys.map((key) => writeObject(key, strangeBytes)));
  return keys;
}
