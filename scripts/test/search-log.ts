// The app's log of a whole run, searched for what no log may hold. Counts as one test.
import { checkLog, secretsOf } from "../invariants/check-log";
import { InvariantReport } from "../invariants/report";
import type { Outcome } from "./outcome";

export async function searchLog(file: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const report = new InvariantReport();
  await checkLog(file, secretsOf(env), report);
  for (const violation of report.violations) console.error(`The log holds a secret. ${violation}`);
  return { passed: report.holds ? 1 : 0, failed: report.holds ? 0 : 1, skipped: 0 };
}
