// A throwaway Ceph with its S3 gateway, as child processes of this one.
import { execFile } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { findFreePort } from "../../dev/ports";
import { startProgram } from "../services/managed-process";
import type { Shutdown } from "../services/shutdown";
import type { StartBucketServer } from "../services/throwaway";
import { cephConfiguration, monitorAddress, type CephPlace } from "./ceph-configuration";

const run = promisify(execFile);
/** It takes five seconds; a busy machine with slow disks may need a minute. */
const patienceMs = 150_000;

/**
 * Starts a cluster with one user in `folder`, which must be empty.
 * @throws with the end of a daemon's log when it does not come up
 */
export const startCeph: StartBucketServer = async (folder, shutdown) => {
  const monitorPort = await findFreePort();
  const gatewayPort = await findFreePort();
  const place = { folder, clusterId: randomUUID(), monitorPort, gatewayPort };
  for (const name of ["mon", "osd", "rgw"]) mkdirSync(join(folder, name));
  writeFileSync(configurationFile(folder), cephConfiguration(place));
  await startMonitor(place, shutdown);
  await startStore(folder, shutdown);
  const keys = await addUser(folder);
  const url = `http://127.0.0.1:${gatewayPort}`;
  startDaemon(shutdown, folder, "radosgw", ["-n", "client.rgw"]);
  await until(() => answers(url), join(folder, "client.rgw.log"), shutdown.signal);
  return { url, ...keys, provider: "ceph-16" };
};

async function startMonitor(place: CephPlace, shutdown: Shutdown): Promise<void> {
  const { folder, clusterId } = place;
  const map = join(folder, "monmap");
  await run("monmaptool", ["--create", "--addv", "a", monitorAddress(place), "--fsid", clusterId, map]);
  await call(folder, "ceph-mon", ["-i", "a", "--mkfs", "--monmap", map]);
  startDaemon(shutdown, folder, "ceph-mon", ["-i", "a"]);
}

async function startStore(folder: string, shutdown: Shutdown): Promise<void> {
  const id = randomUUID();
  const ceph = (...args: string[]) => call(folder, "ceph", ["--connect-timeout", "60", ...args]);
  await ceph("osd", "new", id);
  await call(folder, "ceph-osd", ["-i", "0", "--mkfs", "--osd-uuid", id]);
  startDaemon(shutdown, folder, "ceph-osd", ["-i", "0"]);
  const isUp = async () => (await ceph("osd", "stat")).includes("1 up");
  await until(isUp, join(folder, "osd.0.log"), shutdown.signal);
}

async function addUser(folder: string): Promise<{ accessKeyId: string; secretAccessKey: string }> {
  const accessKeyId = "SIGNETTEST";
  const secretAccessKey = randomBytes(24).toString("base64url");
  const keys = [`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`];
  await call(folder, "radosgw-admin", ["user", "create", "--uid=test", "--display-name=test", ...keys]);
  return { accessKeyId, secretAccessKey };
}

function configurationFile(folder: string): string {
  return join(folder, "ceph.conf");
}

function startDaemon(shutdown: Shutdown, folder: string, program: string, args: string[]): void {
  const options = { env: process.env, stdio: "ignore", graceMs: 15_000 } as const;
  const daemon = startProgram(program, ["-f", "-c", configurationFile(folder), ...args], options);
  shutdown.onClose(program, daemon.stop);
}

async function call(folder: string, program: string, args: string[]): Promise<string> {
  const { stdout } = await run(program, ["-c", configurationFile(folder), ...args], { timeout: patienceMs });
  return stdout;
}

async function until(isReady: () => Promise<boolean>, log: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await isReady())) {
    signal.throwIfAborted();
    if (Date.now() > deadline) throw new Error(`Ceph did not come up. The end of its log:\n${endOf(log)}`);
    await sleep(200);
  }
}

function endOf(log: string): string {
  return existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-15).join("\n") : "(no log)";
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return true;
  } catch {
    return false;
  }
}
