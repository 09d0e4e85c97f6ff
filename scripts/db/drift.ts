// npm run db:drift: do the migrations make what the schema describes? Exit code 1 and the SQL between them if not.
import { runCommand } from "../command-line";
import { findSchemaDifference } from "./schema-difference";

runCommand({ schema: { type: "string" } }, async ({ values }) => {
  const sql = await findSchemaDifference({ schemaFile: values.schema });
  if (sql !== "")
    throw new Error(
      `The migrations do not make what the schema describes. Missing (npm run db:new):\n\n${sql}`,
    );
  console.log("The migrations make what the schema describes.");
});
