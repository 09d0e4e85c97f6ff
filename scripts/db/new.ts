// npm run db:new <name>: writes the migration that leads from the existing ones to the schema. Applies nothing.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../command-line";
import { defaultMigrationsFolder } from "./project-files";
import { findSchemaDifference } from "./schema-difference";

runCommand({ empty: { type: "boolean" } }, async ({ positionals, values }) => {
  const name = positionals
    .join("_")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_");
  if (name === "")
    throw new Error("Say what changes: npm run db:new add_captions (add --empty for SQL of your own)");
  const sql = values.empty ? "" : await findSchemaDifference();
  if (sql === "" && !values.empty) {
    console.log("The schema and the migrations agree already; nothing was written.");
    return;
  }
  const stamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const folder = join(defaultMigrationsFolder, `${stamp}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(defaultMigrationsFolder, "migration_lock.toml"), 'provider = "postgresql"\n');
  writeFileSync(join(folder, "migration.sql"), `${sql}\n`);
  console.log(`Wrote ${join(folder, "migration.sql")}: read it, then npm run db:migrate`);
});
