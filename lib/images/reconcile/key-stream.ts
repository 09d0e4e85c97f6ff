/** One side of a comparison: pages of entries in the order of their keys, read one entry at a time. */
import { compareKeys } from "./key-order";

export type KeyPages<T> = AsyncIterable<readonly T[]>;

/** A listing that cannot be believed. It is never taken for "no objects". */
export class ListingFault extends Error {
  override readonly name = "ListingFault";
}

export class KeyStream<T extends { readonly key: string }> {
  readonly #name: string;
  readonly #pages: AsyncIterator<readonly T[]>;
  #page: readonly T[] = [];
  #at = 0;
  #last: string | null = null;
  #ended = false;

  constructor(name: string, pages: KeyPages<T>) {
    this.#name = name;
    this.#pages = pages[Symbol.asyncIterator]();
  }

  /** The entry to read next, when it has arrived already. */
  buffered(): T | null {
    return this.#page[this.#at] ?? null;
  }

  /** The entry to read next, or null at the end. @throws ListingFault */
  async load(): Promise<T | null> {
    while (!this.#ended && this.#at >= this.#page.length) {
      const next = await this.#pages.next();
      this.#ended = next.done === true;
      this.#page = next.done === true ? [] : next.value;
      this.#at = 0;
    }
    return this.buffered();
  }

  /** Goes on behind the entry to read next. @throws ListingFault when it is not behind the one before */
  advance(): void {
    const key = this.buffered()?.key;
    if (key === undefined) return;
    if (this.#last !== null && compareKeys(this.#last, key) >= 0)
      throw new ListingFault(`The ${this.#name} is out of order: ${this.#last} comes before ${key}.`);
    this.#last = key;
    this.#at += 1;
  }
}
