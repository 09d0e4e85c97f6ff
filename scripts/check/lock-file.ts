// Whether package-lock.json is whole for every system. npm leaves out the packages of other platforms when its registry
// did not have them at that moment, and from then on `npm ci` refuses everywhere.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const entrySchema = z.object({
  version: z.string().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockSchema = z.object({ packages: z.record(z.string(), entrySchema) });

/** One sentence for each optional package that a locked package names and the lock file lacks. */
export function findMissingPackages(root: string): string[] {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(packages, path, name))
      .map(
        ([name, version]) =>
          `${path} needs ${name}@${version} on some system: add it with version, os and cpu.`,
      ),
  );
}

/** As Node looks for it: in the package's own node_modules, then in those further out. */
function isLocked(packages: Record<string, unknown>, path: string, name: string): boolean {
  const own = path === "" ? `node_modules/${name}` : `${path}/node_modules/${name}`;
  if (own in packages) return true;
  if (path === "") return false;
  const outer = path.lastIndexOf("/node_modules/");
  return isLocked(packages, outer === -1 ? "" : path.slice(0, outer), name);
}
