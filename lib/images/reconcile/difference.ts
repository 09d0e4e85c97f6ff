/**
 * What reconciling compares and what it finds. Both sides arrive as pages in the order of their keys and are read side
 * by side, so that a million keys take no more memory than two pages.
 */
import { EPOCH_KEY, isOwnKey } from "../object-key";
import { KeyStream, type KeyPages } from "./key-stream";
import { compareKeys } from "./key-order";

export const FINDING_KINDS = [
  "unknown_object",
  "outside_object",
  "missing_object",
  "changed_object",
  "overdue_removal",
  "overdue_intent",
  "unknown_multipart",
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** An object as the bucket lists it. */
export type ListedObject = {
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly modifiedAt: Date;
};

/** A key as the ledger has it; size and ETag where an image names it. */
export type LedgerKey = {
  readonly key: string;
  readonly state: "intent" | "live" | "dead";
  /** Nothing may write it any more, and what should have let go of it or removed it has not. */
  readonly overdue: boolean;
  readonly sizeBytes: number | null;
  readonly etag: string | null;
};

/** One difference; the facts are the store's, null where there is no object. */
export type Difference = {
  readonly kind: FindingKind;
  readonly key: string;
  /** Empty but for multipart uploads. */
  readonly multipartUploadId: string;
  readonly sizeBytes: number | null;
  readonly etag: string | null;
  readonly modifiedAt: Date | null;
};

export type Tally = { objects: number; ledgerKeys: number; liveKeys: number };

/**
 * All differences, in the order of their keys; counts both sides into `tally` while it reads.
 * @throws ListingFault when a side is out of order
 */
export async function* findDifferences(
  objects: KeyPages<ListedObject>,
  ledger: KeyPages<LedgerKey>,
  tally: Tally,
): AsyncGenerator<Difference> {
  const [listed, known] = [new KeyStream("listing", objects), new KeyStream("ledger", ledger)];
  for (;;) {
    // The listing first: whatever it holds had its row before it was there.
    const object = listed.buffered() ?? (await listed.load());
    const row = known.buffered() ?? (await known.load());
    if (object === null && row === null) return;
    const order = orderOf(object, row);
    if (order <= 0) listed.advance();
    if (order >= 0) known.advance();
    const present = order <= 0 && object?.key !== EPOCH_KEY ? object : null;
    const entry = order >= 0 ? row : null;
    if (present !== null) tally.objects += 1;
    if (entry !== null) tally.ledgerKeys += 1;
    if (entry?.state === "live") tally.liveKeys += 1;
    const difference = compare(present, entry);
    if (difference !== null) yield difference;
  }
}

function orderOf(object: ListedObject | null, row: LedgerKey | null): number {
  if (object === null) return 1;
  return row === null ? -1 : compareKeys(object.key, row.key);
}

/** What is wrong with one key, of which at least one side is given; null when nothing is. */
export function compare(object: ListedObject | null, row: LedgerKey | null): Difference | null {
  if (row === null) {
    if (object === null) return null;
    return describe(isOwnKey(object.key) ? "unknown_object" : "outside_object", object);
  }
  if (row.state === "intent") return row.overdue ? describe("overdue_intent", object ?? row) : null;
  if (row.state === "dead")
    return row.overdue && object !== null ? describe("overdue_removal", object) : null;
  if (object === null) return describe("missing_object", row);
  const changed =
    (row.sizeBytes !== null && row.sizeBytes !== object.sizeBytes) ||
    (row.etag !== null && plain(row.etag) !== plain(object.etag));
  return changed ? describe("changed_object", object) : null;
}

/** Some stores quote an ETag in one answer and not in another. */
function plain(etag: string): string {
  return etag.replaceAll('"', "");
}

function describe(kind: FindingKind, side: ListedObject | LedgerKey): Difference {
  const { key, sizeBytes, etag } = side;
  const modifiedAt = "modifiedAt" in side ? side.modifiedAt : null;
  return { kind, key, multipartUploadId: "", sizeBytes, etag, modifiedAt };
}
