/** Bytes per second over the last several seconds, from bytes that really left; null until enough is known to say. */
const SMOOTHING_SECONDS = 5;
const STEP_MS = 250;
const SETTLING_MS = 1_500;
/** After a silence of this length, an old speed says nothing about the next file. */
const FORGET_MS = 15_000;

export class SpeedMeter {
  #beganAt: number | null = null;
  #lastAt = 0;
  #pending = 0;
  #rate = 0;

  /** Counts bytes that have left at `nowMs`. */
  add(bytes: number, nowMs: number): void {
    if (this.#beganAt === null || nowMs - this.#lastAt > FORGET_MS) this.#begin(nowMs);
    this.#pending += bytes;
    if (nowMs - this.#lastAt >= STEP_MS) this.#step(nowMs);
  }

  /** The smoothed speed; falls towards zero while nothing moves. */
  bytesPerSecond(nowMs: number): number | null {
    if (this.#beganAt === null || nowMs - this.#beganAt < SETTLING_MS) return null;
    if (nowMs - this.#lastAt > FORGET_MS) return null;
    if (nowMs - this.#lastAt >= STEP_MS) this.#step(nowMs);
    // An average that began at zero is too low at first by exactly the weight that was not given yet.
    const given = 1 - Math.exp(-(this.#lastAt - this.#beganAt) / 1000 / SMOOTHING_SECONDS);
    const speed = given > 0 ? this.#rate / given : 0;
    return speed > 1 ? speed : null;
  }

  #begin(nowMs: number): void {
    this.#beganAt = nowMs;
    this.#lastAt = nowMs;
    this.#pending = 0;
    this.#rate = 0;
  }

  #step(nowMs: number): void {
    const seconds = (nowMs - this.#lastAt) / 1000;
    const keep = Math.exp(-seconds / SMOOTHING_SECONDS);
    this.#rate = this.#rate * keep + (this.#pending / seconds) * (1 - keep);
    this.#pending = 0;
    this.#lastAt = nowMs;
  }
}
