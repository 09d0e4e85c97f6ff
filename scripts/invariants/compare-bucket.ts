// Ledger and bucket side by side, in constant memory. What differs is asked for again before it counts, since both go
// on changing while an app runs.
import type { Pool } from "pg";
import type { BucketSettings } from "../s3/bucket-client";
import {
  findObject,
  hashObject,
  type ListedObject,
  listMultipartUploads,
  listObjects,
  listOldVersions,
} from "./bucket-reader";
import { findLedgerRow, type LedgerRow, readLedger } from "./ledger-reader";
import type { Invariant, InvariantReport } from "./report";

const PARALLEL = 16;

type Pair = { readonly key: string; readonly row: LedgerRow | null; readonly object: ListedObject | null };
type Breach = { readonly invariant: Invariant; readonly rule: string };
type Sources = { readonly database: Pool; readonly bucket: BucketSettings; readonly readBytes: boolean };

/** `readBytes`: every original is read and hashed, instead of believing size and ETag. */
export async function compareBucket(sources: Sources, report: InvariantReport): Promise<void> {
  const pairs = pairUp(readLedger(sources.database), listObjects(sources.bucket));
  const work = async () => {
    for (;;) {
      const { value, done } = await pairs.next();
      if (done === true) return;
      await checkPair(value, sources, report);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  await checkRemains(sources, report);
}

async function checkPair(pair: Pair, sources: Sources, report: InvariantReport): Promise<void> {
  report.add(3, 1);
  if (pair.row?.state === "live") report.add(1, 1);
  if (pair.row?.sha256 != null) report.add(2, 1);
  if ((await judge(pair, sources)) === null) return;
  const [row, object] = await Promise.all([
    findLedgerRow(sources.database, pair.key),
    findObject(sources.bucket, pair.key),
  ]);
  const breach = await judge({ key: pair.key, row, object }, sources);
  if (breach !== null) report.breach(breach.invariant, breach.rule, pair.key);
}

/** A late PUT may lie under a dead staging key as long as its URL could still be used; nothing else is forgiven. */
async function judge({ key, row, object }: Pair, sources: Sources): Promise<Breach | null> {
  if (row === null) return object === null ? null : { invariant: 3, rule: "an object is in the ledger" };
  switch (row.state) {
    case "intent":
      return null;
    case "dead": {
      const mayLieThere = row.writable && key.startsWith("uploads/");
      return object === null || mayLieThere ? null : { invariant: 3, rule: "a dead key has no object" };
    }
    case "live":
      return object === null
        ? { invariant: 1, rule: "a live key has its object" }
        : judgeBytes(row, object, sources);
  }
}

async function judgeBytes(row: LedgerRow, object: ListedObject, sources: Sources): Promise<Breach | null> {
  if (row.size === null) return null;
  if (String(object.sizeBytes) !== row.size)
    return { invariant: 1, rule: "an object is as long as its row says" };
  if (object.etag !== row.etag) return { invariant: 2, rule: "an object has the ETag it was verified with" };
  if (row.sha256 === null || !sources.readBytes) return null;
  if ((await hashObject(sources.bucket, object.key)) === row.sha256) return null;
  return { invariant: 1, rule: "an object has the SHA-256 of its row" };
}

/** What no listing of objects shows: parts of uploads that were never completed, and old versions. */
async function checkRemains({ database, bucket }: Sources, report: InvariantReport): Promise<void> {
  for await (const key of listMultipartUploads(bucket)) {
    report.add(3, 1);
    if ((await findLedgerRow(database, key))?.state !== "intent")
      report.breach(3, "a multipart upload in the bucket is announced in the ledger", key);
  }
  for await (const key of listOldVersions(bucket)) {
    report.add(3, 1);
    if ((await findLedgerRow(database, key))?.state !== "live")
      report.breach(3, "an old version belongs to a live key", key);
  }
}

/** Both sides by key, each being in order already. */
async function* pairUp(
  rows: AsyncGenerator<LedgerRow, void>,
  objects: AsyncGenerator<ListedObject, void>,
): AsyncGenerator<Pair, void> {
  let row = await nextOf(rows);
  let object = await nextOf(objects);
  while (row !== null || object !== null) {
    const order = compareKeys(row?.key, object?.key);
    yield {
      key: (order <= 0 ? row?.key : object?.key) ?? "",
      row: order <= 0 ? row : null,
      object: order >= 0 ? object : null,
    };
    if (order <= 0) row = await nextOf(rows);
    if (order >= 0) object = await nextOf(objects);
  }
}

async function nextOf<T>(source: AsyncGenerator<T, void>): Promise<T | null> {
  const { value, done } = await source.next();
  return done === true ? null : value;
}

/** By their bytes; a side that has ended comes last. */
function compareKeys(a: string | undefined, b: string | undefined): number {
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
