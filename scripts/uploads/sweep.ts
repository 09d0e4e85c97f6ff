// npm run uploads:sweep: expires what was abandoned and removes what is dead, now instead of within a minute.
import { runCommand } from "../command-line";
import { useSettings } from "../serve/use-settings";

runCommand({ "dry-run": { type: "boolean", default: false } }, async ({ values }) => {
  useSettings();
  const { countDueWork } = await import("@/lib/db/housekeeping");
  const due = await countDueWork();
  console.log(`${due.staleUploads} uploads that nobody registered in time`);
  console.log(`${due.stalledAttempts} attempts at registering that stalled`);
  console.log(`${due.dueRemovals} objects to remove`);
  if (values["dry-run"]) return;
  const [{ sweepUploads }, { removeDeadObjects }] = await Promise.all([
    import("@/lib/operations/housekeeping/sweep-uploads"),
    import("@/lib/operations/housekeeping/remove-dead-objects"),
  ]);
  const { expired, held, storeAway } = await sweepUploads({});
  if (held !== null) console.error(`Held: ${held}`);
  const removed = storeAway ? 0 : await removeDeadObjects({});
  console.log(`Expired ${expired} uploads, removed ${removed} objects.`);
  if (held !== null) process.exitCode = 1;
});
