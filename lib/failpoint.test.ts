import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const module = fileURLToPath(new URL("failpoint.ts", import.meta.url));

/** Passes a failpoint three times in a process of its own; gives how that ended and what it had said by then. */
function run(settings: Record<string, string>) {
  const script = `const { failpoint } = await import(${JSON.stringify(module)});
    for (const turn of [1, 2, 3]) { failpoint("register.after-copy"); console.log("passed", turn); }`;
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "-e", script],
    { env: { PATH: process.env["PATH"], NODE_ENV: "production", ...settings }, encoding: "utf8" },
  );
  return { status, signal, passed: stdout.split("\n").length - 1, stderr };
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

  it("refuses to be chosen by accident, or by a name that is none", () => {
    const alone = run({ SIGNET_FAILPOINT: "register.after-copy" });
    expect(alone.status).toBe(1);
    expect(alone.stderr).toContain("SIGNET_FAILPOINT_CONSENT");
    const unknown = run({ ...consent, SIGNET_FAILPOINT: "register.after-lunch" });
    expect(unknown.status).toBe(1);
    expect(unknown.stderr).toContain("is no failpoint");
  });
});
