/** The connections that carry bytes: as many as a browser opens to one HTTP/1.1 host, for whole files and parts alike. */
export const TRANSFERS = 6;

export class Slots {
  #taken = 0;

  get free(): number {
    return TRANSFERS - this.#taken;
  }

  take(): void {
    this.#taken += 1;
  }

  give(): void {
    this.#taken -= 1;
  }
}
