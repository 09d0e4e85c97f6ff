/** The same production build without its `proxy.ts`: what keeps people out must not stand there. */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { projectRoot } from "@/scripts/project-root";
import { makeTemporaryFolder } from "@/scripts/services/temporary-folder";
import { type SecondApp, startSecondApp } from "../second-app";

const manifest = z.object({ version: z.number(), functions: z.record(z.string(), z.unknown()) });

/** A server of its own, in a folder of its own, in whose build Next finds no proxy. */
export async function startAppWithoutProxy(): Promise<SecondApp> {
  const folder = makeTemporaryFolder();
  const build = join(projectRoot, ".next");
  const isNeeded = (path: string) => !/^.(?:cache|dev|trace|types)/.test(path.slice(build.length));
  cpSync(build, join(folder.path, ".next"), { recursive: true, filter: isNeeded });
  for (const name of ["node_modules", "public", "lib", "next.config.ts", "package.json", "tsconfig.json"])
    symlinkSync(join(projectRoot, name), join(folder.path, name));
  const file = join(folder.path, ".next/server/functions-config-manifest.json");
  const { version, functions } = manifest.parse(JSON.parse(readFileSync(file, "utf8")));
  const { "/_middleware": proxy, ...others } = functions;
  if (proxy === undefined) throw new Error("This build has no proxy to go without.");
  writeFileSync(file, JSON.stringify({ version, functions: others }));
  const app = await startSecondApp({}, folder.path);
  return {
    ...app,
    stop: async () => {
      await app.stop();
      folder.remove();
    },
  };
}
