// npm run reconcile: compares bucket and ledger both ways, and with --repair removes what nobody knows.
// Exit code 0: they agree. 1: it failed or was aborted. 2: they differ. 3: another comparison runs.
import { runCommand } from "../command-line";
import { useSettings } from "../serve/use-settings";
import { describeReport } from "./describe-report";

const flag = { type: "boolean", default: false } as const;
const MAX_SHOWN = 1_000;

runCommand({ repair: flag, json: flag, "confirm-restore": flag }, async ({ values }) => {
  useSettings();
  if (values["confirm-restore"]) {
    const { confirmRestore } = await import("@/lib/operations/housekeeping/confirm-restore");
    await confirmRestore({});
  }
  const { reconcileBucket } = await import("@/lib/operations/housekeeping/reconcile-bucket");
  const outcome = await reconcileBucket({});
  if (outcome.kind === "busy") {
    console.error("Another comparison runs at this moment.");
    process.exitCode = 3;
    return;
  }
  const { report } = outcome;
  if (values.repair) await repair(report.id);
  const [{ findLatestReport }, { listFindings }] = await Promise.all([
    import("@/lib/db/reconcile/reports"),
    import("@/lib/db/reconcile/findings"),
  ]);
  const ended = (await findLatestReport({ id: report.id })) ?? report;
  const findings = ended.state === "completed" ? await listFindings(MAX_SHOWN) : [];
  console.log(
    values.json ? JSON.stringify({ report: ended, findings }, null, 2) : describeReport(ended, findings),
  );
  if (ended.state !== "completed") process.exitCode = 1;
  else if (findings.length > 0) process.exitCode = 2;
});

async function repair(id: string): Promise<void> {
  const [{ repairBucket }, { removeDeadObjects }] = await Promise.all([
    import("@/lib/operations/housekeeping/repair-bucket"),
    import("@/lib/operations/housekeeping/remove-dead-objects"),
  ]);
  if ((await repairBucket({ report: { id } })) > 0) await removeDeadObjects({});
}
