import "server-only";
import type { TaskList } from "graphile-worker";
import { z } from "zod";
import { finishRegistration } from "@/lib/operations/uploads/finish-registration";
import { keepRevocations } from "@/lib/operations/images/keep-revocations";
import { makeVariants } from "@/lib/operations/delivery/make-variants";
import { reconcileBucket } from "@/lib/operations/housekeeping/reconcile-bucket";
import { removeDeadObjects } from "@/lib/operations/housekeeping/remove-dead-objects";
import { repairBucket } from "@/lib/operations/housekeeping/repair-bucket";
import { resumeRegistrations } from "@/lib/operations/uploads/resume-registrations";
import { sweepUploads } from "@/lib/operations/housekeeping/sweep-uploads";
import { trimAuditEvents } from "@/lib/operations/audit/trim-audit-events";

const registrationJob = z.object({ uploadId: z.uuid() });

/** Crontab's own jobs carry what the queue has put there besides. */
const reconcileJob = z.object({ repair: z.boolean().default(false) });

/** What the queue can do; the same list for the worker of a self-hosted process and for the cron route. */
export const TASKS: TaskList = {
  "make-variants": async () => {
    await makeVariants({});
  },
  "remove-dead-objects": async () => {
    await removeDeadObjects({});
  },
  "finish-registration": async (payload) => {
    await finishRegistration(registrationJob.parse(payload));
  },
  "sweep-uploads": async () => {
    const { storeAway } = await sweepUploads({});
    await resumeRegistrations({});
    if (!storeAway) await removeDeadObjects({});
    await trimAuditEvents({});
  },
  reconcile: async (payload) => {
    const outcome = await reconcileBucket({});
    if (outcome.kind === "ended" && reconcileJob.parse(payload).repair) await repairBucket(outcome);
  },
  "keep-revocations": async () => {
    await keepRevocations({});
  },
};

/** Once a minute, and a comparison once a night; kept in step between processes by the queue itself. */
export const CRONTAB = `
* * * * * sweep-uploads ?jobKey=sweep-uploads&max=3
* * * * * make-variants ?jobKey=make-variants&max=3
17 3 * * * reconcile ?jobKey=reconcile&max=1
* * * * * keep-revocations ?jobKey=keep-revocations&max=3`;
