/** Several production servers on one database and one store, reached through proxies that can be made to fail. */
import { setTimeout as sleep } from "node:timers/promises";
import { readEnvironment } from "../../support/environment";
import { FaultProxy } from "../../support/fault-proxy";
import { type SecondApp, startSecondApp } from "../../support/second-app";

export class Cluster {
  readonly #apps: SecondApp[] = [];
  readonly #outputs: (() => string)[] = [];

  private constructor(
    readonly store: FaultProxy,
    readonly database: FaultProxy,
  ) {}

  static async start(servers: number): Promise<Cluster> {
    const { S3_ENDPOINT, DATABASE_URL } = readEnvironment();
    const cluster = new Cluster(await FaultProxy.to(S3_ENDPOINT), await FaultProxy.to(DATABASE_URL));
    await Promise.all(Array.from({ length: servers }, (_, index) => cluster.#launch(index)));
    return cluster;
  }

  get size(): number {
    return this.#apps.length;
  }

  /** The address of one of them, be it up or not. */
  origin(index: number): string {
    return this.#at(index).origin;
  }

  /** Everything that they have said. */
  output(): string {
    return this.#outputs.map((read) => read()).join("");
  }

  async heal(): Promise<void> {
    await Promise.all([this.store.set({ kind: "pass" }), this.database.set({ kind: "pass" })]);
  }

  /** Ends one, and starts another in its place. */
  async replace(index: number, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const { pid, exited } = this.#at(index);
    process.kill(pid, signal);
    await exited;
    await this.#launch(index);
  }

  /** Stops one for a while, as a machine that was suspended. */
  async suspend(index: number, milliseconds: number): Promise<void> {
    const { pid } = this.#at(index);
    process.kill(pid, "SIGSTOP");
    await sleep(milliseconds);
    process.kill(pid, "SIGCONT");
  }

  async stop(): Promise<void> {
    await this.heal();
    await Promise.all(this.#apps.map((app) => app.stop()));
    await Promise.all([this.store.stop(), this.database.stop()]);
  }

  async #launch(index: number): Promise<void> {
    const app = await startSecondApp({
      S3_ENDPOINT: this.store.address,
      // Browsers reach the store directly: what they meet with is no part of these faults.
      S3_PUBLIC_ENDPOINT: readEnvironment().S3_ENDPOINT,
      DATABASE_URL: this.database.address,
      INLINE_WORKER: "true",
      LOG_LEVEL: "info",
    });
    this.#apps[index] = app;
    this.#outputs.push(app.output);
  }

  #at(index: number): SecondApp {
    const app = this.#apps[index];
    if (app === undefined) throw new Error(`There is no server ${index}.`);
    return app;
  }
}
