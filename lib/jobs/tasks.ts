import "server-only";
import type { TaskList } from "graphile-worker";
import { makeVariants } from "@/lib/operations/make-variants";
import { removeDeadObjects } from "@/lib/operations/remove-dead-objects";
import { sweepUploads } from "@/lib/operations/sweep-uploads";
import { trimAuditEvents } from "@/lib/operations/trim-audit-events";

/** What the queue can do; the same list for the worker of a self-hosted process and for the cron route. */
export const TASKS: TaskList = {
  "make-variants": async () => {
    await makeVariants({});
  },
  "remove-dead-objects": async () => {
    await removeDeadObjects({});
  },
  "sweep-uploads": async () => {
    await sweepUploads({});
    await removeDeadObjects({});
    await trimAuditEvents({});
  },
};

/** Once a minute; kept in step between processes by the queue itself. */
export const CRONTAB = `
* * * * * sweep-uploads ?jobKey=sweep-uploads&max=3
* * * * * make-variants ?jobKey=make-variants&max=3`;
