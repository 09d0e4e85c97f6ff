import "server-only";
import type { HealthReport } from "@/lib/contracts/health";
import { listKnownMigrations, readDatabaseFacts, readQueueFacts } from "@/lib/db/examine-database";
import { findDefences, saveExamination } from "@/lib/db/examinations";
import { announceDeadKeys, forgetDeadKeys } from "@/lib/db/probe-keys";
import { checkEnv, type Env, env, hasInlineWorker } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { mintOriginalKey, mintStagingKey } from "@/lib/images/object-key";
import type { ServiceFacts } from "@/lib/installation/bucket-facts";
import { uploadOrigins } from "@/lib/installation/bucket-plan";
import { examineBucket, examineReach } from "@/lib/installation/checks/examine-bucket";
import { examineClock } from "@/lib/installation/checks/examine-clock";
import { examineCors, examinePreflight } from "@/lib/installation/checks/examine-cors";
import { examineDatabase, examineQueue } from "@/lib/installation/checks/examine-database";
import {
  examineEnvironment,
  examineSettings,
  examineTransport,
} from "@/lib/installation/checks/examine-settings";
import { examineTrials } from "@/lib/installation/checks/examine-trials";
import { CHECKS, type Finding, problem, skipped } from "@/lib/installation/finding";
import type { TrialOutcome } from "@/lib/installation/trial";
import { defencesAfter, type UploadDefences } from "@/lib/installation/upload-defences";
import { describeError, log } from "@/lib/log";
import { askPreflight, askService } from "@/lib/storage/bucket/ask-service";
import { findCredentialsEnd, reachBucket, readBucketFacts } from "@/lib/storage/bucket/read-bucket";
import { PROBE_KEYS, probeStore } from "@/lib/storage/probe/probe-store";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";

/**
 * Looks at everything that the product stands on: settings, clocks, bucket, what the store truly enforces, database,
 * queue. Writes to the bucket under keys that the ledger has announced as dead, and keeps what it found. Never throws
 * for what it finds.
 */
export async function examineInstallation(): Promise<HealthReport> {
  const now = new Date();
  const checked = checkEnv(process.env);
  const findings = checked.ok ? await examineAll(checked.env, now) : [examineEnvironment(checked.faults)];
  const report = { examinedAt: now.toISOString(), findings: inOrder(findings) };
  log.info({ operation: "examine-installation", problems: countProblems(findings) });
  return report;
}

async function examineAll(settings: Env, now: Date): Promise<Finding[]> {
  const [settingsFindings, database, store] = await Promise.all([
    examineOwnSettings(settings, now),
    examineDatabaseSide(now),
    examineStoreSide(settings, now),
  ]);
  const probed = store.isReached ? await probe(database.isReady) : null;
  const findings = [
    ...settingsFindings,
    ...database.findings,
    ...store.findings,
    ...(probed?.findings ?? []),
  ];
  if (database.isReady) await keep(findings, probed?.defences ?? null, now);
  return findings;
}

async function examineOwnSettings(settings: Env, now: Date): Promise<Finding[]> {
  const known = {
    siteUrl: settings.NEXTAUTH_URL,
    secret: settings.NEXTAUTH_SECRET,
    signedUrlSeconds: settings.SIGNED_URL_TTL_SECONDS,
    browserStoreUrl: settings.S3_PUBLIC_ENDPOINT ?? null,
    storeUrl: settings.S3_ENDPOINT ?? null,
    credentialsEndAt: await findCredentialsEnd(),
  };
  return [examineEnvironment([]), ...examineSettings(known, now)];
}

/** `isReady`: it answers, and has the tables that the rest of the report needs. */
async function examineDatabaseSide(now: Date): Promise<{ findings: Finding[]; isReady: boolean }> {
  try {
    const [facts, known] = await Promise.all([readDatabaseFacts(), listKnownMigrations()]);
    const findings = [examineClock("clock-database", facts.aheadMs), ...examineDatabase(facts, known)];
    if (findings.some(({ check, status }) => check === "migrations" && status === "problem"))
      return { findings, isReady: false };
    const queue = await readQueueFacts();
    return { findings: [...findings, ...examineQueue(queue, whoWorks(), now)], isReady: true };
  } catch (error) {
    const reason = error instanceof AppError && error.code === "database_unavailable" ? "" : " as it should";
    log.warn({ operation: "examine-installation", error: describeError(error) });
    const finding = problem("database", {
      what: `The database does not answer${reason}.`,
      why: "Nobody can sign in, and nothing can be uploaded or shown.",
      say: "Check DATABASE_URL, whether Postgres runs, and whether this machine may connect to it.",
    });
    return { findings: [finding], isReady: false };
  }
}

function whoWorks(): "inline" | "scheduled" | "nobodys" {
  if (hasInlineWorker()) return "inline";
  return env().CRON_SECRET === undefined ? "nobodys" : "scheduled";
}

async function examineStoreSide(
  settings: Env,
  now: Date,
): Promise<{ findings: Finding[]; isReached: boolean }> {
  const [service, reach] = await Promise.all([askService().catch(() => null), reachBucket()]);
  const findings = [
    examineReach(reach, settings.S3_BUCKET),
    examineClock("clock-store", service?.aheadMs ?? null),
    examineTransport(settings.S3_ENDPOINT ?? null, service?.certificateEndsAt ?? null, now),
  ];
  if (reach.kind !== "reached") return { findings, isReached: false };
  return { findings: [...findings, ...(await examineSetup(settings, service))], isReached: true };
}

async function examineSetup(settings: Env, service: ServiceFacts | null): Promise<Finding[]> {
  const origins = uploadOrigins(settings.NEXTAUTH_URL);
  const [facts, preflight] = await Promise.all([readBucketFacts(), askPreflight(origins)]);
  return [
    ...examineBucket(facts, service?.isEmbedded ?? false),
    examineCors(facts.cors, origins),
    examinePreflight(preflight, origins),
  ];
}

type Probed = { readonly findings: Finding[]; readonly defences: UploadDefences | null };

async function probe(isLedgerReady: boolean): Promise<Probed> {
  if (!isLedgerReady) {
    const why =
      "Nothing is written to the bucket that the ledger does not know of, and the database is not ready.";
    return { findings: [skipped("put", "The store was not tried.", why)], defences: null };
  }
  const keys = {
    uploads: Array.from({ length: PROBE_KEYS.uploads }, mintStagingKey),
    images: Array.from({ length: PROBE_KEYS.images }, () => mintOriginalKey(crypto.randomUUID(), "png")),
  };
  const all = [...keys.uploads, ...keys.images];
  await announceDeadKeys(all);
  const { outcomes, isClean } = await probeStore(keys);
  // What went unanswered may still arrive: then the worker removes it, when nothing can any more.
  if (isClean && outcomes.every(({ verdict }) => verdict !== "unclear")) await forgetDeadKeys(all);
  return { findings: examineTrials(outcomes), defences: await defencesOf(outcomes) };
}

async function defencesOf(outcomes: readonly TrialOutcome[]): Promise<UploadDefences> {
  return defencesAfter(outcomes, (await findDefences(s3ObjectStorage.describe())) ?? undefined);
}

async function keep(findings: readonly Finding[], defences: UploadDefences | null, now: Date): Promise<void> {
  try {
    await saveExamination(s3ObjectStorage.describe(), {
      findings: inOrder(findings),
      defences,
      examinedAt: now,
    });
  } catch (error) {
    log.warn({ operation: "examine-installation", error: describeError(error) });
  }
}

function inOrder(findings: readonly Finding[]): Finding[] {
  const order = Object.keys(CHECKS);
  return [...findings].sort((one, other) => order.indexOf(one.check) - order.indexOf(other.check));
}

function countProblems(findings: readonly Finding[]): number {
  return findings.filter(({ status }) => status === "problem").length;
}
