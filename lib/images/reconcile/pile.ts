/** The differences of one comparison: all are counted, and of each kind so many are kept that memory has a bound. */
import { type Difference, FINDING_KINDS, type FindingKind } from "./difference";

export class DifferencePile {
  readonly #maxKept: number;
  readonly #counts = emptyCounts();
  readonly #kept = new Map<FindingKind, Difference[]>();

  constructor(maxKeptOfAKind: number) {
    this.#maxKept = maxKeptOfAKind;
  }

  get counts(): Readonly<Record<FindingKind, number>> {
    return this.#counts;
  }

  keptOf(kind: FindingKind): readonly Difference[] {
    return this.#kept.get(kind) ?? [];
  }

  kept(): Difference[] {
    return FINDING_KINDS.flatMap((kind) => this.keptOf(kind));
  }

  add(difference: Difference): void {
    const { kind } = difference;
    this.#counts[kind] += 1;
    const kept = this.#kept.get(kind) ?? [];
    if (kept.length < this.#maxKept) kept.push(difference);
    this.#kept.set(kind, kept);
  }

  /** Leaves out those of a kind that were asked for again and were none any more. */
  retain(kind: FindingKind, real: readonly Difference[]): void {
    this.#counts[kind] -= this.keptOf(kind).length - real.length;
    this.#kept.set(kind, [...real]);
  }
}

function emptyCounts(): Record<FindingKind, number> {
  return {
    unknown_object: 0,
    outside_object: 0,
    missing_object: 0,
    changed_object: 0,
    overdue_removal: 0,
    overdue_intent: 0,
    unknown_multipart: 0,
  };
}
