import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { isStopped } from "@/dev/processes";

const module = fileURLToPath(new URL("failpoint.ts", import.meta.url));

/** Passes a failpoint three times, and says so each time. */
const script = `const { failpoint } = await import(${JSON.stringify(module)});
  for (const turn of [1, 2, 3]) { failpoint("register.after-copy"); console.log("passed", turn); }`;
const args = ["--import", "tsx", "--input-type=module", "-e", script];
const environment = (settings: Record<string, string>) => ({
  PATH: process.env["PATH"],
  NODE_ENV: "production" as const,
  ...settings,
});

/** How a process of its own ended that does so, and what it had said by then. */
function run(settings: Record<string, string>) {
  const options = { env: environment(settings), encoding: "utf8" } as const;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, options);
  return { status, signal, passed: stdout.split("\n").length - 1, stderr };
}

function start(settings: Record<string, string>) {
  const child = spawn(process.execPath, args, {
    env: environment(settings),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk) => (said += String(chunk)));
  const ended = new Promise((done) => child.once("close", done));
  return { child, ended, lines: () => said.split("\n").length - 1 };
}

const consent = { SIGNET_FAILPOINT_CONSENT: "kill-this-process" };

describe("A failpoint", () => {
  it("does nothing unless it was chosen", () => {
    expect(run({})).toMatchObject({ status: 0, passed: 3 });
    expect(run({ ...consent, SIGNET_FAILPOINT: "register.after-claim" })).toMatchObject({
      status: 0,
      passed: 3,
    });
  });

  it("ends the process by SIGKILL at the time that was chosen, before the next line runs", () => {
    expect(run({ ...consent, SIGNET_FAILPOINT: "register.after-copy" })).toMatchObject({
      signal: "SIGKILL",
      passed: 0,
    });
    expect(run({ ...consent, SIGNET_FAILPOINT: "register.after-copy:3" })).toMatchObject({
      signal: "SIGKILL",
      passed: 2,
    });
  });

  it("stops the process instead, which goes on when it is told to", async () => {
    const { child, ended, lines } = start({ ...consent, SIGNET_FAILPOINT: "register.after-copy:2:stop" });
    await vi.waitFor(() => expect(isStopped(child.pid ?? 0)).toBe(true), { timeout: 30_000 });
    expect(lines()).toBe(1);
    child.kill("SIGCONT");
    expect(await ended).toBe(0);
    expect(lines()).toBe(3);
  });

  it("refuses to be chosen by accident, or by a name that is none", () => {
    const alone = run({ SIGNET_FAILPOINT: "register.after-copy" });
    expect(alone.status).toBe(1);
    expect(alone.stderr).toContain("SIGNET_FAILPOINT_CONSENT");
    expect(run({ ...consent, SIGNET_FAILPOINT: "register.after-copy:1:pause" }).status).toBe(1);
    const unknown = run({ ...consent, SIGNET_FAILPOINT: "register.after-lunch" });
    expect(unknown.status).toBe(1);
    expect(unknown.stderr).toContain("is no failpoint");
  });
});
