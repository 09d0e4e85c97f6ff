// The folder that holds everything an installation without services of its own has: database, bucket, secrets.
// One launcher at a time works on it.
import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { findFreePort, isPortFree } from "../../dev/ports";
import { isAlive, startMarkOf } from "../../dev/processes";
import { projectRoot } from "../project-root";

const secretsSchema = z.object({
  nextAuthSecret: z.string(),
  s3AccessKeyId: z.string(),
  s3SecretAccessKey: z.string(),
});
const portsSchema = z.object({ postgres: z.number(), s3: z.number() }).partial();
const launcherSchema = z.object({
  pid: z.number(),
  /** Tells the launcher from a later process with the same id. */
  startMark: z.string(),
  address: z.string(),
  databaseUrl: z.string().nullable(),
});

export type Secrets = z.infer<typeof secretsSchema>;
export type Launcher = z.infer<typeof launcherSchema>;

/** Where the data is: DATA_DIR, seen from the project's folder, or .data. Made when missing. */
export function openDataFolder(): string {
  const folder = resolve(projectRoot, process.env.DATA_DIR || ".data");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The secrets of this installation, made up once. Only the owner may read the file. */
export function readSecrets(folder: string): Secrets {
  const file = join(folder, "secrets.json");
  const known = readJson(file, secretsSchema.partial()) ?? {};
  const secrets = {
    nextAuthSecret: known.nextAuthSecret ?? randomBytes(32).toString("base64url"),
    s3AccessKeyId: known.s3AccessKeyId ?? `SIGNET${randomBytes(7).toString("hex").toUpperCase()}`,
    s3SecretAccessKey: known.s3SecretAccessKey ?? randomBytes(30).toString("base64url"),
  };
  if (Object.keys(known).length < 3) writeJson(file, secrets);
  return secrets;
}

/** The ports that the services of this folder had last. */
export function readPorts(folder: string): z.infer<typeof portsSchema> {
  return readJson(join(folder, "ports.json"), portsSchema) ?? {};
}

/** The port that a service of this folder had before, or a new one when a stranger has taken it. */
export async function choosePort(folder: string, service: "postgres" | "s3"): Promise<number> {
  const file = join(folder, "ports.json");
  const known = readPorts(folder);
  const before = known[service];
  if (before !== undefined && (await isPortFree(before))) return before;
  const port = await findFreePort();
  writeJson(file, { ...known, [service]: port });
  return port;
}

/** The launcher that works on this folder now, or null. */
export function findLauncher(folder: string): Launcher | null {
  const found = readJson(launcherFile(folder), launcherSchema);
  if (found === null || found.pid === process.pid) return null;
  return isAlive(found.pid) && startMarkOf(found.pid) === found.startMark ? found : null;
}

/** Takes the folder for this process, and returns what gives it back. Throws when another launcher has it. */
export function claimDataFolder(folder: string, address: string): () => void {
  const file = launcherFile(folder);
  const other = findLauncher(folder);
  if (other === null) rmSync(file, { force: true });
  try {
    writeLauncher(folder, { address, databaseUrl: null }, "wx");
  } catch (error) {
    const who = other === null ? "" : ` (process ${other.pid}, ${other.address})`;
    throw new Error(
      `Signet is running already on the data in ${folder}${who}. Stop it first, or choose another DATA_DIR.`,
      { cause: error },
    );
  }
  return () => rmSync(file, { force: true });
}

/** Notes what commands need to find the services of the running launcher. */
export function writeLauncher(
  folder: string,
  { address, databaseUrl }: Pick<Launcher, "address" | "databaseUrl">,
  flag: "w" | "wx" = "w",
): void {
  const launcher = { pid: process.pid, startMark: startMarkOf(process.pid), address, databaseUrl };
  writeJson(launcherFile(folder), launcher, flag);
}

function launcherFile(folder: string): string {
  return join(folder, "launcher.json");
}

function readJson<T>(file: string, schema: z.ZodType<T>): T | null {
  return existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
}

/** Whole or not at all, also when this process is killed; "wx" throws when the file is there already. */
function writeJson(file: string, value: unknown, flag: "w" | "wx" = "w"): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  try {
    if (flag === "wx") linkSync(unfinished, file);
    else renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
}
