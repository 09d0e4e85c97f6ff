// Migrations that the release before could not live with: two releases work on one database while one takes over.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What takes away or changes something that is there; `what` ends a sentence. */
const breaking: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /\bDROP\s+(?:TABLE|COLUMN|TYPE|SCHEMA|VIEW)\b/i, what: "drops what the release before uses" },
  { pattern: /\bRENAME\s+(?:TO|COLUMN|VALUE)\b/i, what: "renames what the release before uses" },
  {
    pattern: /\bALTER\s+COLUMN\s+\S+\s+SET\s+NOT\s+NULL\b/i,
    what: "needs values that the release before does not write",
  },
  {
    pattern: /\bADD\s+COLUMN\s+(?![^,;]*\b(?:DEFAULT|GENERATED)\b)[^,;]*\bNOT\s+NULL\b/i,
    what: "adds a column that needs a value, which the release before does not write",
  },
  {
    pattern: /\bALTER\s+COLUMN\s+\S+\s+(?:SET\s+DATA\s+)?TYPE\s+(?!\w+\s+COLLATE\b)/i,
    what: "changes a type under the release before",
  },
];

/** A line that says since which migration no release uses what goes; then it is the second half of a change. */
const farewell = /^-- unused since \d{14}_\w+$/m;

/** One sentence for each migration that is neither an addition nor says what makes it safe. */
export function findBreakingMigrations(root: string): string[] {
  return globSync("prisma/migrations/*/migration.sql", { cwd: root })
    .sort()
    .flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8");
      if (farewell.test(text)) return [];
      const statements = text.replace(/--.*$/gm, "");
      return breaking
        .filter(({ pattern }) => pattern.test(statements))
        .map(
          ({ what }) =>
            `${file} ${what}. Do it one release later, with a line "-- unused since <migration>", or add beside it.`,
        );
    });
}
