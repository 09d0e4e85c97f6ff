// npm run db:migrate [-- --retry <name of a failed migration>]
import { applyMigrations, markRolledBack } from "./apply-migrations";
import { requireDatabaseUrl } from "./database-url";
import { runCommand } from "../command-line";

runCommand({ retry: { type: "string" } }, async ({ values }) => {
  const url = requireDatabaseUrl();
  if (values.retry !== undefined) await markRolledBack(url, values.retry);
  const applied = await applyMigrations(url);
  for (const name of applied) console.log(`Applied ${name}`);
  if (applied.length === 0) console.log("The database is up to date.");
});
