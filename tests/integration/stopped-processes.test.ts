// Processes that are stopped in the middle of their work, past the end of their leases, and go on when others have taken
// over. `npm run proof:crash -- --stop` goes on for longer.
import { removeOwnDatabase } from "../support/own-services";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { listFailpoints } from "@/lib/failpoint";
import { runCrashes } from "../proofs/crash/crash-run";

const folder = mkdtempSync(join(tmpdir(), "signet-stopped-"));
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await removeOwnDatabase();
});

it("a process that is stopped at any failpoint and goes on too late undoes nothing that others did meanwhile", async () => {
  const run = await runCrashes({ rounds: listFailpoints().length, seed: 1, folder, way: "stop" });

  expect(run.failures).toEqual([]);
  expect(run.reports.flatMap(({ violations }) => violations)).toEqual([]);
  expect(run.unreached).toEqual([]);
}, 900_000);
