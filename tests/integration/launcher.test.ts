import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { commandLineOf } from "@/dev/processes";
import { ApiClient } from "../support/api-client";
import { launch, processTree, survivors, type Launcher } from "../support/launcher";

// The production build is there already: npm test has made it.
const patienceMs = 180_000;
const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
// Some machines have no IPv6.
const hosts = ["0.0.0.0", "127.0.0.1", "::1"].filter(
  (host) => host === "0.0.0.0" || own.some(({ address }) => address === host),
);
const secretsSchema = z.object({ s3AccessKeyId: z.string(), s3SecretAccessKey: z.string() });
const portsSchema = z.object({ postgres: z.number(), s3: z.number() });

let data = "";
beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), "signet-launcher-"));
  chmodSync(data, 0o755);
});
afterAll(() => {
  rmSync(data, { recursive: true, force: true });
});

function readJson<T>(name: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(join(data, name), "utf8")));
}

/** The embedded bucket, by the keys that the launcher keeps. */
function openBucket(): S3Client {
  const { s3AccessKeyId, s3SecretAccessKey } = readJson("secrets.json", secretsSchema);
  return new S3Client({
    endpoint: `http://127.0.0.1:${readJson("ports.json", portsSchema).s3}`,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: s3AccessKeyId, secretAccessKey: s3SecretAccessKey },
  });
}

/** Sends signals to the whole group, as Ctrl-C in a terminal does, and gives the exit code and what is left behind. */
async function end(
  launcher: Launcher,
  signals: NodeJS.Signals[],
): Promise<{ code: number | string; left: number[] }> {
  const tree = processTree(launcher.pid);
  expect(tree.length).toBeGreaterThanOrEqual(5);
  for (const signal of signals) process.kill(-launcher.pid, signal);
  const code = await launcher.ended;
  return { code, left: await survivors(tree) };
}

const passwordLine = /Sign in as +admin@example\.com +([a-z0-9]{4}(?:-[a-z0-9]{4}){3}) /;

describe("npm start without any settings", { timeout: patienceMs }, () => {
  let password = "";

  it("serves, tells how to sign in, and ends with everything it started at Ctrl-C", async () => {
    const launcher = await launch(data);
    await launcher.ready;
    password = passwordLine.exec(launcher.output())?.[1] ?? "";
    expect(await new ApiClient(launcher.origin).signIn("admin@example.com", password)).toBe(true);
    expect(await new ApiClient(launcher.origin).signIn("admin@example.com", `${password}x`)).toBe(false);
    await openBucket().send(new PutObjectCommand({ Bucket: "signet", Key: "kept", Body: "bytes" }));
    expect(await end(launcher, ["SIGINT"])).toEqual({ code: 0, left: [] });
  });

  it("keeps its secrets where only their owner can read them", () => {
    expect(statSync(join(data, "secrets.json")).mode & 0o777).toBe(0o600);
    expect(statSync(join(data, "postgres/password")).mode & 0o777).toBe(0o600);
  });

  it("has all its data at the second start, and says no password again", async () => {
    const ports = readJson("ports.json", portsSchema);
    const launcher = await launch(data);
    await launcher.ready;
    expect(launcher.output()).toMatch(/Sign in as +admin@example\.com\n/);
    expect(launcher.output()).not.toMatch(/Installing|Building|Migrated|password/);
    expect(await new ApiClient(launcher.origin).signIn("admin@example.com", password)).toBe(true);
    expect(readJson("ports.json", portsSchema)).toEqual(ports);
    const kept = await openBucket().send(new GetObjectCommand({ Bucket: "signet", Key: "kept" }));
    expect(await kept.Body?.transformToString()).toBe("bytes");
    expect(await end(launcher, ["SIGTERM"])).toEqual({ code: 0, left: [] });
  });

  it("ends cleanly when it is asked twice, and refuses a second one on the same data", async () => {
    const launcher = await launch(data);
    await launcher.ready;
    const second = await launch(data);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`Signet is running already on the data in ${data}`);
    expect(second.output()).toContain(launcher.origin);
    expect(await end(launcher, ["SIGINT", "SIGINT", "SIGTERM"])).toEqual({ code: 0, left: [] });
  });

  it("starts its database and its bucket again when they die, at the same addresses", async () => {
    const launcher = await launch(data);
    await launcher.ready;
    for (const part of ["dev/s3/main.ts", "postgres/cluster"]) {
      const victims = processTree(launcher.pid).filter((pid) => commandLineOf(pid).includes(part));
      for (const pid of victims) process.kill(pid, "SIGKILL");
      expect(await survivors(victims)).toEqual([]);
    }
    await vi.waitFor(
      async () => {
        await openBucket().send(new GetObjectCommand({ Bucket: "signet", Key: "kept" }));
        expect(await new ApiClient(launcher.origin).signIn("admin@example.com", password)).toBe(true);
      },
      { timeout: 60_000, interval: 500 },
    );
    expect(launcher.output()).toContain("The S3 server ended unexpectedly; starting it again.");
    expect(launcher.output()).toContain("Postgres ended unexpectedly; starting it again.");
    expect(await end(launcher, ["SIGTERM"])).toEqual({ code: 0, left: [] });
  });

  it("leaves no process behind when it is killed, and starts again on the same data", async () => {
    const killed = await launch(data);
    await killed.ready;
    const tree = processTree(killed.pid);
    process.kill(killed.pid, "SIGKILL");
    expect(await killed.ended).toBe("SIGKILL");
    expect(await survivors(tree)).toEqual([]);

    const launcher = await launch(data);
    await launcher.ready;
    expect(await new ApiClient(launcher.origin).signIn("admin@example.com", password)).toBe(true);
    expect(await end(launcher, ["SIGTERM"])).toEqual({ code: 0, left: [] });
  });
});

describe("npm start on a port that is taken", { timeout: patienceMs }, () => {
  it.each(hosts)("says so and starts nothing, whoever listens on %s", async (host) => {
    const stranger = createServer();
    const port = await new Promise<number>((done, fail) => {
      stranger.once("error", fail);
      stranger.listen(0, host, () => {
        const address = stranger.address();
        done(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
    const untouched = join(data, `untouched-${port}`);
    try {
      const launcher = await launch(untouched, port);
      expect(await launcher.ended).toBe(1);
      expect(launcher.output()).toContain(`Port ${port} is in use by another program.`);
      expect(launcher.output()).toContain(`PORT=${port + 1} npm start`);
      expect(existsSync(untouched)).toBe(false);
    } finally {
      stranger.close();
    }
  });
});
