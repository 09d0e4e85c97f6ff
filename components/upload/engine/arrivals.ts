/** Puts files on the list a thousand at a time, so that ten thousand of them do not freeze the page. */
import type { Clock } from "./clock";

type Arrival = { readonly file: File; readonly run: number };

const SLICE = 1_000;

export class Arrivals {
  readonly #clock: Clock;
  readonly #enter: (arrival: Arrival) => void;
  readonly #waiting: Arrival[] = [];
  #isScheduled = false;

  constructor(clock: Clock, enter: (arrival: Arrival) => void) {
    this.#clock = clock;
    this.#enter = enter;
  }

  /** The first of them are entered before this returns. */
  add(files: readonly File[], run: number): void {
    for (const file of files) this.#waiting.push({ file, run });
    this.#enterSome(SLICE);
  }

  /** Enters whatever still waits. */
  flush(): void {
    this.#enterSome(this.#waiting.length);
  }

  #enterSome(count: number): void {
    for (const arrival of this.#waiting.splice(0, count)) this.#enter(arrival);
    if (this.#isScheduled || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    this.#clock.after(0, () => {
      this.#isScheduled = false;
      this.#enterSome(SLICE);
    });
  }
}
