/** Several servers, several clients and all kinds of faults at once; then everything heals, and the invariants are looked at. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { keepRevocations } from "@/lib/operations/images/keep-revocations";
import { removeDeadObjects } from "@/lib/operations/housekeeping/remove-dead-objects";
import { sweepUploads } from "@/lib/operations/housekeeping/sweep-uploads";
import { checkInvariants } from "@/scripts/invariants/check-invariants";
import { Journal } from "@/scripts/invariants/journal";
import type { InvariantReport } from "@/scripts/invariants/report";
import { openBucket } from "@/scripts/s3/bucket-client";
import { sql } from "../../support/database";
import { readEnvironment } from "../../support/environment";
import { addPerson } from "../../support/people";
import { Chance } from "../random";
import { letTimePass } from "../service/check-at-rest";
import { Cluster } from "./cluster";
import { strike } from "./faults";
import { SoakClient } from "./soak-client";

export type SoakRun = {
  /** What struck, in order. */
  readonly faults: readonly string[];
  /** What clients did. */
  readonly acts: number;
  readonly images: number;
  readonly failures: readonly string[];
  readonly report: InvariantReport;
  readonly seconds: number;
};

const SERVERS = 2;
const CLIENTS = 4;
/** No request takes longer, so that whoever has held a lease for that long is gone, or stands still. */
const REQUEST_SECONDS = 10;
const LEASE_SECONDS = 60;
const LOOK_MS = 1_000;

/** @param folder gets a journal and a log */
export async function runSoak({
  isEnough,
  seed,
  folder,
}: {
  isEnough: (done: { readonly strikes: number; readonly seconds: number }) => boolean;
  seed: number;
  folder: string;
}): Promise<SoakRun> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const journal = new Journal(join(folder, "journal.jsonl"));
  const chance = new Chance(seed);
  const faults: string[] = [];
  const cluster = await Cluster.start(SERVERS);
  let clients: SoakClient[] = [];
  try {
    const people = await Promise.all(Array.from({ length: CLIENTS }, () => addPerson("editor")));
    clients = people.map(
      ({ apiKey }, index) => new SoakClient(cluster, journal, apiKey, new Chance(seed + index + 1)),
    );
    let isOver = false;
    const lives = Promise.all(clients.map((client) => client.live(() => isOver)));
    const hurry = hurryLeases(() => isOver);
    for (let strikes = 0; !isEnough({ strikes, seconds: seconds() }); strikes += 1) {
      faults.push((await strike(cluster, chance)).join(", "));
      await sleep(chance.between(200, 1_000));
    }
    isOver = true;
    await Promise.all([lives, hurry]);
  } finally {
    await cluster.stop();
  }
  const log = join(folder, "servers.log");
  writeFileSync(log, cluster.output());
  const report = await lookAtRest(journal, log);
  return {
    faults,
    acts: clients.reduce((sum, { acts }) => sum + acts, 0),
    images: Number((await sql<{ count: string }>(`SELECT count(*) FROM "Image"`))[0]?.count ?? 0),
    failures: clients.flatMap(({ odd }) => odd),
    report,
    seconds: seconds(),
  };
}

/** As if a lease lasted for ten seconds, and pauses after failures for none: until the clients are done. */
async function hurryLeases(isOver: () => boolean): Promise<void> {
  // A little longer than the last request.
  for (let rest = REQUEST_SECONDS; rest > 0; rest -= isOver() ? LOOK_MS / 1000 : 0) {
    await sql(
      `UPDATE "Upload" SET "leaseUntil" = now() - interval '1 second'
       WHERE "state" = 'registering' AND "leaseUntil" < now() + make_interval(secs => $1)`,
      [LEASE_SECONDS - REQUEST_SECONDS],
    );
    await sleep(LOOK_MS);
  }
}

/** No server runs any more: what is left is done here. */
async function lookAtRest(journal: Journal, log: string): Promise<InvariantReport> {
  await letTimePass();
  for (let turn = 0; turn < 2; turn += 1) {
    await sql(`UPDATE "Revocation" SET "dueAt" = now()`);
    while ((await keepRevocations({})) > 0);
    await sweepUploads({});
    await sql(`UPDATE "StoredObject" SET "removeAt" = now() WHERE "state" = 'dead'`);
    await removeDeadObjects({});
  }
  const bucket = openBucket();
  try {
    const databaseUrl = readEnvironment().DATABASE_URL;
    return await checkInvariants({
      databaseUrl,
      bucket,
      readBytes: true,
      journal: journal.file,
      logs: [log],
    });
  } finally {
    bucket.client.destroy();
  }
}
