/**
 * Gives a test file a Postgres of its own, which can be stopped and started again on its data. To be imported before
 * anything that reads its address, own-services among them: it writes it into the environment.
 */
import { join } from "node:path";
import { startPostgres } from "@/dev/postgres";
import { makeTemporaryFolder } from "@/scripts/services/temporary-folder";

/** `fast` ends every connection and writes everything down; `immediate` is a crash, and the next start recovers. */
export type WayToStop = "fast" | "immediate";

const folder = makeTemporaryFolder();
let server = await startPostgres({ folder: folder.path });
const { port } = server;
process.env["DATABASE_URL"] = server.url;

/** What the server says of itself. */
export const postgresLog = join(folder.path, "postgres.log");

export async function stopPostgres(way: WayToStop): Promise<void> {
  if (way === "fast") return server.stop();
  process.kill(server.pid, "SIGQUIT");
  await server.exited;
}

export async function startPostgresAgain(): Promise<void> {
  server = await startPostgres({ folder: folder.path, port });
}

export async function removePostgres(): Promise<void> {
  await server.stop();
  folder.remove();
}
