// Ending in order: what was started last is stopped first, once, whatever asked for it and however often.
export class Shutdown {
  readonly #abort = new AbortController();
  readonly #closers: { name: string; close: () => Promise<void> | void }[] = [];

  /** Aborted when somebody asks to stop: a signal, or the death of the process that started this one. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** From now on signals are a request, and a second one changes nothing. */
  listen(): void {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => this.request());
    process.once("disconnect", () => this.request());
  }

  request(reason?: Error): void {
    this.#abort.abort(reason);
  }

  onClose(name: string, close: () => Promise<void> | void): void {
    this.#closers.push({ name, close });
  }

  /** Resolves when somebody asked to stop. */
  requested(): Promise<void> {
    if (this.signal.aborted) return Promise.resolve();
    return new Promise((done) => {
      this.signal.addEventListener("abort", () => done(), { once: true });
    });
  }

  /** Stops everything, newest first; one that fails does not keep the others from being stopped. False if any failed. */
  async closeAll(): Promise<boolean> {
    let clean = true;
    for (const { name, close } of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        clean = false;
        console.error(`${name} did not stop cleanly:`, error);
      }
    }
    return clean;
  }
}
