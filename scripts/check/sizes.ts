// Modules that have grown past what one can read at once.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const maxLines = 250;
const rooms = "{app,bench,components,dev,examples,lib,prisma,scripts,tests}/**/*.{ts,tsx,mjs}";

/** One sentence for each module of more than 250 lines; generated ones do not count. */
export function findLongModules(root: string): string[] {
  const files = globSync([rooms, "*.{ts,mjs}"], { cwd: root }).filter(
    (file) => !file.includes("/generated/"),
  );
  return files.sort().flatMap((file) => {
    const lines = readFileSync(join(root, file), "utf8").split("\n").length - 1;
    return lines > maxLines
      ? [`${file} has ${lines} lines; past ${maxLines} there is a second concept in it.`]
      : [];
  });
}
