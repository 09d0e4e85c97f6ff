import type { Clock } from "../engine/clock";

/** A clock that runs fifty times as fast as the true one, and remembers how long it was asked to wait. */
export class QuickClock implements Clock {
  readonly waits: number[] = [];
  readonly #speed: number;
  readonly #beganAt = Date.now();
  readonly #origin = performance.now();
  #leapt = 0;

  constructor(speed = 50) {
    this.#speed = speed;
  }

  now(): number {
    return this.#beganAt + this.#leapt + (performance.now() - this.#origin) * this.#speed;
  }

  /** Moves the hands on without waking anybody: a laptop that slept. */
  leap(milliseconds: number): void {
    this.#leapt += milliseconds;
  }

  after(milliseconds: number, run: () => void): () => void {
    this.waits.push(milliseconds);
    const timer = setTimeout(run, milliseconds / this.#speed);
    return () => clearTimeout(timer);
  }
}
