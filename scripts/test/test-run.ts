// One run of tests: what it started is stopped in the end, whatever happened, and one line says how it went.
import { messageOf } from "../command-line";
import { Shutdown } from "../services/shutdown";
import { makeTemporaryFolder } from "../services/temporary-folder";
import { addOutcomes, broken, type Outcome } from "./outcome";

export interface TestRun {
  shutdown: Shutdown;
  /** A folder for the runners' reports. */
  reports: string;
  outcomes: Outcome[];
}

/** Runs `work`, prints the sum of its outcomes after `label`, and ends the process: with 0 if something passed and nothing failed. */
export async function endAfterRun(label: string, work: (run: TestRun) => Promise<void>): Promise<never> {
  const shutdown = new Shutdown();
  shutdown.listen();
  const outcomes: Outcome[] = [];
  try {
    const reports = makeTemporaryFolder();
    shutdown.onClose("The reports", reports.remove);
    await work({ shutdown, reports: reports.path, outcomes });
  } catch (error) {
    outcomes.push(broken);
    console.error(shutdown.signal.aborted ? "Interrupted." : messageOf(error));
  }
  const clean = await shutdown.closeAll();
  const { passed, failed, skipped, failures } = addOutcomes(clean ? outcomes : [...outcomes, broken]);
  for (const failure of failures) console.log(`Failed: ${failure}\n`);
  console.log(`${label}${passed} passed, ${failed} failed, ${skipped} skipped`);
  return process.exit(failed > 0 || passed === 0 ? 1 : 0);
}
