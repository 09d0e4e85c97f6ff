/** Sweeping now instead of within a minute: the cron route, until nothing is due any more. */
import { ApiClient } from "./api-client";
import { sql, sqlOne } from "./database";
import { readEnvironment } from "./environment";
import { PATIENCE_MS } from "./patience";

/** Sweeps and removes what is dead, however often the store fails. @throws when something is left in the end */
export async function drain(): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  await callCron();
  // A worker inside the app may have taken a job away from the route.
  while ((await countDue()) > 0) {
    if (Date.now() > deadline) throw new Error("Work of the sweep is still due.");
    await endPauses();
    await callCron();
  }
}

async function callCron(): Promise<void> {
  const { CRON_SECRET } = readEnvironment();
  const answer = await new ApiClient().call("/api/cron/drain", {
    headers: { authorization: `Bearer ${CRON_SECRET}` },
  });
  if (answer.status !== 200) throw new Error(`The cron route answered ${answer.status}.`);
}

/** As if the pauses after failed removals were over. */
function endPauses(): Promise<unknown[]> {
  return sql(
    `UPDATE "StoredObject" SET "removeAt" = now()
     WHERE "state" = 'dead' AND "parkedAt" IS NULL AND "lastError" IS NOT NULL AND "removeAt" > now()`,
  );
}

/**
 * What is to be let go of, and what is to be removed: also what a worker is busy with or waits for after a failure.
 * Only what was removed and may still be written waits for its second removal in peace.
 */
async function countDue(): Promise<number> {
  const { due } = await sqlOne<{ due: string }>(
    `SELECT (SELECT count(*) FROM "Upload" WHERE ("state" = 'issued' AND "expiresAt" < now())
         OR ("state" = 'registering' AND "leaseUntil" < now()))
       + (SELECT count(*) FROM "StoredObject" WHERE "state" = 'dead' AND "parkedAt" IS NULL
         AND ("removeAt" <= now() OR "removeAt" <> "writableUntil" + interval '1 second')) AS due`,
  );
  return Number(due);
}
