import { type Finding, problem, skipped, warning, wellDone } from "../finding";

/** What Postgres says of itself; null where the answer lies in a table that is not there yet. */
export type DatabaseFacts = {
  readonly version: string;
  readonly majorVersion: number;
  /** Its clock less ours. */
  readonly aheadMs: number;
  readonly migrations: readonly AppliedMigration[] | null;
  readonly hasTrigrams: boolean;
};

export type AppliedMigration = { readonly name: string; readonly state: "applied" | "failed" };

export type QueueFacts = {
  /** When a worker last began the work of a minute; null when none ever did. */
  readonly workerSeenAt: Date | null;
  /** Counted up to `COUNTED_AT_MOST`, as are those that were set aside. */
  readonly overdueRemovals: number;
  /** Since when the oldest of them is due. */
  readonly overdueSince: Date | null;
  readonly parkedRemovals: number;
};

/** Counting all of a long queue would take longer than it says anything. */
export const COUNTED_AT_MOST = 1_000;

const OLDEST_MAJOR = 15;
const MIGRATE = "npm run db:migrate";

/** `known`: the migrations of this release, null when they are not at hand. */
export function examineDatabase(facts: DatabaseFacts, known: readonly string[] | null): Finding[] {
  return [examineVersion(facts), examineMigrations(facts, known), examineTrigrams(facts)];
}

function examineVersion({ version, majorVersion }: DatabaseFacts): Finding {
  if (majorVersion >= OLDEST_MAJOR) return wellDone("database", `Postgres ${version} answers.`);
  return problem("database", {
    what: `This is Postgres ${version}.`,
    why: `Signet is written for ${OLDEST_MAJOR} and newer; migrations may fail.`,
    say: "Upgrade the database.",
  });
}

function examineMigrations({ migrations }: DatabaseFacts, known: readonly string[] | null): Finding {
  const failed = (migrations ?? []).filter(({ state }) => state === "failed").map(({ name }) => name);
  const [firstFailed] = failed;
  if (firstFailed !== undefined) {
    return problem("migrations", {
      what: `The migration ${failed.join(", ")} failed.`,
      why: "The tables are not those that this release works with, and no further migration runs.",
      say: "Mend what it complained of, then:",
      paste: `${MIGRATE} -- --retry ${firstFailed}`,
    });
  }
  if (known === null) return skipped("migrations", "The list of migrations is not part of this deployment.");
  const names = new Set((migrations ?? []).map(({ name }) => name));
  const pending = known.filter((name) => !names.has(name));
  if (pending.length > 0) {
    return problem("migrations", {
      what: `${pending.length} of ${known.length} migrations are not applied: ${pending.join(", ")}.`,
      why: "Requests fail on tables and columns that are not there.",
      say: "Apply them:",
      paste: MIGRATE,
    });
  }
  const foreign = [...names].filter((name) => !known.includes(name));
  if (foreign.length === 0) return wellDone("migrations", `All ${known.length} are applied.`);
  return warning("migrations", {
    what: `The database has migrations that this release does not know: ${foreign.join(", ")}.`,
    why: "A newer release has been here. Migrations only add, so both can run side by side for a while.",
    say: "Bring this process up to the newer release.",
  });
}

function examineTrigrams({ hasTrigrams }: DatabaseFacts): Finding {
  if (hasTrigrams) return wellDone("search-extension", "pg_trgm is installed: searching uses its index.");
  return problem("search-extension", {
    what: "The extension pg_trgm is not installed.",
    why: "Searching walks through every image, and the migration that makes its index fails.",
    say: "As the database's owner:",
    paste: "CREATE EXTENSION pg_trgm;",
  });
}

const SEEN_LATELY_MS = 3 * 60 * 1000;
const OVERDUE_MS = 60 * 60 * 1000;
/** The smallest plan of a platform calls its scheduler once a day. */
const DAILY_MS = 26 * 60 * 60 * 1000;

/** `workIs`: whether processes run jobs themselves, a scheduler calls for them, or nobody is set up to. */
export function examineQueue(
  facts: QueueFacts,
  workIs: "inline" | "scheduled" | "nobodys",
  now: Date,
): Finding[] {
  return [examineWorker(facts, workIs, now), examineRemovals(facts, workIs, now)];
}

function examineWorker({ workerSeenAt }: QueueFacts, workIs: string, now: Date): Finding {
  const why = "Deleted images stay in the bucket, and uploads that nobody finished are never removed.";
  if (workIs === "nobodys") {
    return problem("worker", {
      what: "INLINE_WORKER is off and there is no CRON_SECRET: nobody does the work.",
      why,
      say: "Set INLINE_WORKER=true, or CRON_SECRET and a scheduler that calls /api/cron/drain.",
    });
  }
  if (workIs === "scheduled")
    return wellDone("worker", "A scheduler calls for the work; the next line tells whether it does.");
  const agoMs = workerSeenAt === null ? Infinity : now.getTime() - workerSeenAt.getTime();
  if (agoMs <= SEEN_LATELY_MS) return wellDone("worker", "A worker was seen within the last minutes.");
  return problem("worker", {
    what:
      workerSeenAt === null
        ? "No worker has ever run on this database."
        : `No worker was seen since ${workerSeenAt.toISOString()}.`,
    why,
    say: "Start the app (npm start) and look in its log for the events queue and worker-stopped.",
  });
}

function examineRemovals(
  { overdueRemovals, overdueSince, parkedRemovals }: QueueFacts,
  workIs: string,
  now: Date,
): Finding {
  if (parkedRemovals > 0) {
    return problem("removals", {
      what: `${countObjects(parkedRemovals)} could not be removed after many tries, and were set aside.`,
      why: "What was deleted is still in the bucket.",
      say: "The page Uploads (/admin/uploads) tells why each of them failed, and tries them again once that is mended.",
    });
  }
  const lateMs = overdueSince === null ? 0 : now.getTime() - overdueSince.getTime();
  if (lateMs < (workIs === "inline" ? OVERDUE_MS : DAILY_MS)) {
    return wellDone(
      "removals",
      overdueRemovals === 0
        ? "Nothing is waiting to be removed."
        : `${countObjects(overdueRemovals)} are about to be removed.`,
    );
  }
  return problem("removals", {
    what: `${countObjects(overdueRemovals)} have been waiting to be removed, the oldest since ${overdueSince?.toISOString() ?? ""}.`,
    why: "What was deleted is still in the bucket.",
    say: "Look whether the worker runs and whether its key may delete (s3:DeleteObject).",
  });
}

function countObjects(number: number): string {
  return `${number}${number === COUNTED_AT_MOST ? " or more" : ""} objects`;
}
