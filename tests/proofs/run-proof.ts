/** How each proof is run by hand: on services of its own, thrown away afterwards, with one line at the end. */
import { findFreePort } from "@/dev/ports";
import { messageOf } from "@/scripts/command-line";
import { ensureClient } from "@/scripts/serve/build";
import { Shutdown } from "@/scripts/services/shutdown";
import { makeTemporaryFolder } from "@/scripts/services/temporary-folder";
import { startOwnS3, startThrowawayServices } from "@/scripts/services/throwaway";
import { type ProofOutcome, tellOutcome } from "./outcome";

export type Workplace = {
  readonly folder: string;
  readonly shutdown: Shutdown;
  readonly env: NodeJS.ProcessEnv;
};

/**
 * Starts the services, writes their addresses into the environment, and ends the process when `work` is done: with 1
 * when it tells of violations or throws. What reads the environment must be imported inside of `work`. The store is the
 * local one under the name of a profile (dev/s3/profiles.ts).
 */
export async function runProof(
  work: (workplace: Workplace) => Promise<Omit<ProofOutcome, "seconds">>,
  profile = "strict",
): Promise<never> {
  const startedAt = performance.now();
  const shutdown = new Shutdown();
  shutdown.listen();
  let holds = false;
  try {
    ensureClient();
    const folder = makeTemporaryFolder();
    shutdown.onClose("The folder of the proof", folder.remove);
    const env = await startThrowawayServices(shutdown, await findFreePort(), (place, end) =>
      startOwnS3(place, end, profile),
    );
    const outcome = await work({ folder: folder.path, shutdown, env });
    tellOutcome({ ...outcome, seconds: (performance.now() - startedAt) / 1000 });
    holds = outcome.violations === 0;
  } catch (error) {
    console.error(shutdown.signal.aborted ? "Interrupted." : messageOf(error));
  }
  const clean = await shutdown.closeAll();
  process.exit(holds && clean ? 0 : 1);
}
