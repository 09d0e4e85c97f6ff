/** How each proof is run by hand: on services of its own, thrown away afterwards, with one line at the end. */
import { findFreePort } from "@/dev/ports";
import { messageOf } from "@/scripts/command-line";
import { Shutdown } from "@/scripts/services/shutdown";
import { makeTemporaryFolder } from "@/scripts/services/temporary-folder";
import { startThrowawayServices } from "@/scripts/services/throwaway";

export type Workplace = {
  readonly folder: string;
  readonly shutdown: Shutdown;
  readonly env: NodeJS.ProcessEnv;
};

/**
 * Starts the services, writes their addresses into the environment, and ends the process when `work` is done: with 1
 * when it gives false or throws. What reads the environment must be imported inside of `work`.
 */
export async function runProof(work: (workplace: Workplace) => Promise<boolean>): Promise<never> {
  const shutdown = new Shutdown();
  shutdown.listen();
  let holds = false;
  try {
    const folder = makeTemporaryFolder();
    shutdown.onClose("The folder of the proof", folder.remove);
    const env = await startThrowawayServices(shutdown, await findFreePort());
    holds = await work({ folder: folder.path, shutdown, env });
  } catch (error) {
    console.error(shutdown.signal.aborted ? "Interrupted." : messageOf(error));
  }
  const clean = await shutdown.closeAll();
  process.exit(holds && clean ? 0 : 1);
}
