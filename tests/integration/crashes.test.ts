// Processes that end by SIGKILL in the middle of their work, at every failpoint. `npm run proof:crash` goes on for longer.
import { removeOwnDatabase } from "../support/own-services";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { listFailpoints } from "@/lib/failpoint";
import { runCrashes } from "../proofs/crash/crash-run";

const ROUNDS_OF_EACH = 2;

const folder = mkdtempSync(join(tmpdir(), "signet-crashes-"));
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await removeOwnDatabase();
});

it("a process that ends at any failpoint breaks no promise: its client goes on with another, the sweep does the rest", async () => {
  const rounds = ROUNDS_OF_EACH * listFailpoints().length;

  const run = await runCrashes({ rounds, seed: 1, folder });

  expect(run.failures).toEqual([]);
  expect(run.reports.flatMap(({ violations }) => violations)).toEqual([]);
  expect(run.unreached).toEqual([]);
  for (const report of run.reports) expect(report.rows().filter(({ checked }) => checked === 0)).toEqual([]);
}, 900_000);
