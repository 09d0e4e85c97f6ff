// The production build, made anew only when something that goes into it has changed.
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateClient } from "../db/generate";
import { projectRoot } from "../project-root";
import { startNode } from "../services/managed-process";

/** Next's own file in the folder of an app. Next wants to be started from there: it looks there for some of the build. */
export const nextBinary = "node_modules/next/dist/bin/next";

/** What goes into a build. */
export const buildSources = [
  "{app,components,lib,public}/**/*",
  "{next.config,proxy,instrumentation,instrumentation-client}.ts",
  "{package,package-lock,tsconfig}.json",
  "postcss.config.mjs",
  "prisma/schema.prisma",
];
const schemaSources = ["prisma/schema.prisma", "package-lock.json"];
const buildMark = join(projectRoot, ".next/signet-build");
const clientMark = join(projectRoot, "lib/db/generated/signet-schema");

/** Writes the Prisma client when the schema has changed since. */
export function ensureClient(): void {
  const wanted = fingerprint(schemaSources);
  if (existsSync(clientMark) && readFileSync(clientMark, "utf8") === wanted) return;
  generateClient();
  writeFileSync(clientMark, wanted);
}

export function isBuilt(): boolean {
  const built = existsSync(buildMark) && existsSync(join(projectRoot, ".next/BUILD_ID"));
  return built && readFileSync(buildMark, "utf8") === fingerprint(buildSources);
}

/** Builds the app; throws with the whole output of the build when it fails. */
export async function build(signal?: AbortSignal): Promise<void> {
  // Of the sources before the build: a file that changes meanwhile makes the build stale.
  const print = fingerprint(buildSources);
  await buildIn(projectRoot, signal);
  mkdirSync(join(projectRoot, ".next"), { recursive: true });
  writeFileSync(buildMark, print);
}

/** Builds the app in `folder` by the Next that lies there; throws with the whole output of the build when it fails. */
export async function buildIn(folder: string, signal?: AbortSignal): Promise<void> {
  const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  const run = startNode([nextBinary, "build"], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    graceMs: 2_000,
    folder,
  });
  let output = "";
  for (const stream of [run.child.stdout, run.child.stderr])
    stream?.on("data", (chunk) => (output += String(chunk)));
  const interrupt = () => void run.stop();
  signal?.addEventListener("abort", interrupt);
  const code = await run.exited;
  signal?.removeEventListener("abort", interrupt);
  signal?.throwIfAborted();
  if (code !== 0) throw new Error(`The build failed:\n${output.trim()}`);
}

function fingerprint(patterns: string[]): string {
  const hash = createHash("sha256").update(process.version);
  const files = globSync(patterns, { cwd: projectRoot }).sort();
  for (const file of files) {
    const path = join(projectRoot, file);
    const skipped =
      file.startsWith("lib/db/generated/") || /\.test\.tsx?$/.test(file) || !statSync(path).isFile();
    if (!skipped) hash.update(file).update("\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}
