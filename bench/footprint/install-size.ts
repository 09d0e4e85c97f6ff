/** How much disk an installation takes, without asking anybody: the packages that the lock file has for production. */
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { projectRoot } from "@/scripts/project-root";

export type PackageSize = { readonly name: string; readonly bytes: number };

const lockFile = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })),
});

/**
 * What `npm ci --omit=dev` puts into node_modules, the largest first. Optional packages for other systems are in the lock file and not in
 * the folder: they are left out, as npm leaves them out.
 */
export function measureInstall(): PackageSize[] {
  const text = readFileSync(join(projectRoot, "package-lock.json"), "utf8");
  const { packages } = lockFile.parse(JSON.parse(text));
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== "" && dev !== true && existsSync(join(projectRoot, path)))
    .map(([path]) => {
      // A package that lies within another is in the lock file by itself.
      const bytes = bytesIn(join(projectRoot, path), ["node_modules"]);
      return { name: path.replace(/^.*node_modules\//, ""), bytes };
    })
    .sort((one, other) => other.bytes - one.bytes);
}

/** What the build leaves to be served, without what it keeps for the next build. */
export function measureBuild(): number {
  return bytesIn(join(projectRoot, ".next"), ["cache", "dev"]);
}

function bytesIn(folder: string, left: readonly string[] = []): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile()) bytes += lstatSync(path).size;
    else if (entry.isDirectory() && !left.includes(entry.name)) bytes += bytesIn(path);
  }
  return bytes;
}
