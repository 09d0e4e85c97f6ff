// The eight invariants of docs/upload-lifecycle.md, looked at from the outside: Postgres, the bucket, and where they are
// given, a journal of what clients were told and log files.
import pg from "pg";
import type { BucketSettings } from "../s3/bucket-client";
import { checkJournal } from "./check-journal";
import { checkLog, secretsOf } from "./check-log";
import { compareBucket } from "./compare-bucket";
import { InvariantReport } from "./report";
import { checkRows } from "./row-rules";

export type InvariantSources = {
  readonly databaseUrl: string;
  readonly bucket: BucketSettings;
  /** Whether each original is read and hashed; else size and ETag are believed. */
  readonly readBytes: boolean;
  readonly journal?: string | undefined;
  readonly logs?: readonly string[];
};

/** Only reads. @throws when the database or the bucket does not answer */
export async function checkInvariants(sources: InvariantSources): Promise<InvariantReport> {
  const { databaseUrl, bucket, readBytes, journal, logs = [] } = sources;
  const database = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  const report = new InvariantReport();
  try {
    await checkRows(database, report);
    await compareBucket({ database, bucket, readBytes }, report);
    if (journal !== undefined) await checkJournal(journal, { database, bucket }, report);
    for (const log of logs) await checkLog(log, secretsOf(process.env), report);
    return report;
  } finally {
    await database.end();
  }
}
