import { runCronTask } from "@/lib/http/cron-route";
import { reconcileNow, runDueJobs } from "@/lib/operations/housekeeping/run-due-jobs";

// What a platform's scheduler calls (vercel.json). GET, since that is what schedulers send.
export const GET = runCronTask({ drain: runDueJobs, reconcile: reconcileNow });
export const maxDuration = 60;
