/** `npm start` as a person runs it: on a data folder of its own, seen from the outside. */
import { execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { findFreePort } from "@/dev/ports";
import { isAlive } from "@/dev/processes";
import { projectRoot } from "@/scripts/project-root";

/** What npm test sets for its own app: a fresh installation has none of it. */
const unset = /^(?:DATABASE_URL|S3_|AWS_|NEXTAUTH_|ADMIN_|CRON_SECRET|SIGNET_URL|PORT$|HOST$)/;

export interface Launcher {
  readonly origin: string;
  readonly pid: number;
  /** Everything that it has printed so far. */
  output(): string;
  /** Resolves when it serves; rejects with its output when it ends before that. */
  readonly ready: Promise<void>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Starts the launcher in a process group of its own, as a terminal would. */
export async function launch(dataFolder: string, port?: number): Promise<Launcher> {
  const chosen = port ?? (await findFreePort());
  const blank = Object.keys(process.env).filter((name) => unset.test(name));
  const env = {
    ...process.env,
    ...Object.fromEntries(blank.map((name) => [name, ""])),
    DATA_DIR: dataFolder,
    PORT: String(chosen),
  };
  const child = spawn(process.execPath, [join(projectRoot, "scripts/start.mjs")], {
    cwd: projectRoot,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = new Promise<number | string>((done) => {
    child.once("exit", (code, signal) => {
      done(code ?? signal ?? "unknown");
    });
  });
  const ready = new Promise<void>((done, fail) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += String(chunk);
        if (output.includes("Ctrl-C")) done();
      });
    }
    void ended.then((code) => {
      fail(new Error(`It ended (${code}) before it served:\n${output}`));
    });
  });
  // A test that expects it to end does not look at this one.
  ready.catch(() => undefined);
  return { origin: `http://localhost:${chosen}`, pid: child.pid ?? 0, output: () => output, ready, ended };
}

/** The ids of all processes below a process, and its own. */
export function processTree(root: number): number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (pid: number): number[] =>
    rows.filter(([, parent]) => parent === pid).flatMap(([child = 0]) => [child, ...below(child)]);
  return [root, ...below(root)];
}

/** Those of them that still run after half a minute's patience. */
export async function survivors(pids: readonly number[]): Promise<number[]> {
  const deadline = Date.now() + 30_000;
  while (pids.some(isAlive) && Date.now() < deadline) await new Promise((done) => setTimeout(done, 50));
  return pids.filter(isAlive);
}
