// Keys with their records, sorted by the bytes of their UTF-8 form, which is the order S3 lists in. In memory: a page of
// a listing costs a binary search, not a walk over the disk.

/** The order of UTF-8 bytes, which differs from that of JavaScript strings only where surrogate pairs are involved. */
export function compareUtf8(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return utf8Rank(x) - utf8Rank(y);
  }
  return a.length - b.length;
}

/** Code points above U+FFFF sort last in UTF-8, though their surrogates lie below U+E000. */
function utf8Rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

export class KeyIndex<T> {
  readonly #records = new Map<string, T>();
  #keys: string[] = [];

  /** @param entries in any order */
  constructor(entries: Iterable<readonly [key: string, record: T]> = []) {
    for (const [key, record] of entries) this.#records.set(key, record);
    this.#keys = [...this.#records.keys()].sort(compareUtf8);
  }

  get size(): number {
    return this.#keys.length;
  }

  get(key: string): T | undefined {
    return this.#records.get(key);
  }

  set(key: string, record: T): void {
    if (!this.#records.has(key)) this.#keys.splice(this.firstFrom(key), 0, key);
    this.#records.set(key, record);
  }

  delete(key: string): void {
    if (this.#records.delete(key)) this.#keys.splice(this.firstFrom(key), 1);
  }

  keyAt(position: number): string | undefined {
    return this.#keys[position];
  }

  records(): T[] {
    return [...this.#records.values()];
  }

  /** The position of the first key that is not before `key`. */
  firstFrom(key: string): number {
    return this.#firstWhere(0, (candidate) => compareUtf8(candidate, key) >= 0);
  }

  /** The position of the first key from `position` on that does not begin with `prefix`, all of those being together. */
  firstWithout(prefix: string, position: number): number {
    return this.#firstWhere(position, (candidate) => !candidate.startsWith(prefix));
  }

  #firstWhere(start: number, holds: (key: string) => boolean): number {
    let low = start;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const key = this.#keys[middle];
      if (key === undefined || holds(key)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
