// npm run services: a throwaway database and bucket for work by hand; prints their environment and waits for Ctrl-C.
import { findFreePort } from "../../dev/ports";
import { messageOf } from "../command-line";
import { ensureClient } from "../serve/build";
import { Shutdown } from "./shutdown";
import { startThrowawayServices } from "./throwaway";

const shown = /^(DATABASE_URL|S3_|AWS_|NEXTAUTH_|CRON_SECRET|ADMIN_|SIGNET_URL|PORT)/;
const shutdown = new Shutdown();
shutdown.listen();
try {
  ensureClient();
  const env = await startThrowawayServices(shutdown, await findFreePort());
  for (const [name, value] of Object.entries(env)) {
    if (value && shown.test(name)) console.log(`export ${name}='${value}'`);
  }
  await shutdown.requested();
} catch (error) {
  if (!shutdown.signal.aborted) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}
await shutdown.closeAll();
process.exit();
