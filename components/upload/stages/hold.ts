/** A pause of a whole stage after a request of many files was turned down: one wait for all of them, not one for each. */
import { backOffMs, MAX_WAIT_SECONDS } from "../engine/back-off";
import type { StageKit } from "./stage-kit";
import type { UploadFailure } from "../problems/upload-failure";

export type HoldReason = {
  readonly failure: UploadFailure;
  readonly retryAfterSeconds: number | null;
  readonly maxRetries: number;
};

export class Hold {
  readonly #kit: StageKit;
  #retries = 0;
  #isOn = false;

  constructor(kit: StageKit) {
    this.#kit = kit;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** A request went through: the next trouble is a new one. */
  clear(): void {
    this.#retries = 0;
  }

  /** Begins a pause and answers with the words for it, or null when there is no use in waiting any longer. */
  begin({ failure, retryAfterSeconds, maxRetries }: HoldReason): string | null {
    const tooLong = retryAfterSeconds !== null && retryAfterSeconds > MAX_WAIT_SECONDS;
    const exhausted = this.#retries >= maxRetries && !this.#isOn;
    if (!failure.passing || tooLong || exhausted) {
      this.#retries = 0;
      return null;
    }
    if (!this.#isOn) this.#start(retryAfterSeconds);
    return `${failure.what}. Trying again (${this.#retries} of ${maxRetries}).`;
  }

  #start(retryAfterSeconds: number | null): void {
    const wait = backOffMs({ retries: this.#retries, retryAfterSeconds, random: this.#kit.random() });
    this.#retries += 1;
    this.#isOn = true;
    this.#kit.clock.after(wait, () => {
      this.#isOn = false;
      this.#kit.wake();
    });
  }
}
