// What was found: for each of the eight invariants how much was looked at, and what breaks it.
export const INVARIANTS = {
  1: "An acknowledged image is never lost",
  2: "The bytes behind an image never change",
  3: "Nothing lies in the bucket without a live row of the ledger",
  4: "Deleted stays deleted",
  5: "Only a live key that never had a PUT URL is ever signed",
  6: "One upload gives one image, one object and one charge at most",
  7: "The sweep removes nothing that is still in time",
  8: "No signature, credential, token or cookie is in a log",
} as const;

export type Invariant = keyof typeof INVARIANTS;
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8] as const satisfies readonly Invariant[];

/** So many sentences are kept of each invariant; all are counted. */
const KEPT = 50;

export class InvariantReport {
  readonly #checked = new Map<Invariant, number>();
  readonly #violations = new Map<Invariant, number>();
  readonly #sentences: string[] = [];
  readonly #kept = new Map<Invariant, number>();

  /** `count` more things were looked at. */
  add(invariant: Invariant, count: number): void {
    increase(this.#checked, invariant, count);
  }

  /** `what` breaks the rule, which is part of the invariant. */
  breach(invariant: Invariant, rule: string, what: string): void {
    increase(this.#violations, invariant, 1);
    if ((this.#kept.get(invariant) ?? 0) >= KEPT) return;
    increase(this.#kept, invariant, 1);
    this.#sentences.push(`${invariant}: ${rule}: ${what}`);
  }

  /** One line for each violation, beginning with the invariant's number; at most fifty of each. */
  get violations(): readonly string[] {
    return this.#sentences;
  }

  get holds(): boolean {
    return this.#violations.size === 0;
  }

  rows(): { invariant: Invariant; title: string; checked: number; violations: number }[] {
    return NUMBERS.map((invariant) => ({
      invariant,
      title: INVARIANTS[invariant],
      checked: this.#checked.get(invariant) ?? 0,
      violations: this.#violations.get(invariant) ?? 0,
    }));
  }

  /** A table for people. */
  describe(): string {
    const lines = this.rows().map(({ invariant, title, checked, violations }) => {
      const outcome = checked === 0 ? "nothing to look at" : `${checked} checked, ${violations} violations`;
      return `${invariant}  ${title.padEnd(64)} ${outcome}`;
    });
    return [...lines, ...this.#sentences.map((sentence) => `VIOLATION ${sentence}`)].join("\n");
  }
}

function increase(counts: Map<Invariant, number>, invariant: Invariant, count: number): void {
  counts.set(invariant, (counts.get(invariant) ?? 0) + count);
}
