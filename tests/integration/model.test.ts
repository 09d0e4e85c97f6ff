// Random commands of several people against a model of a few lines. `npm run proof:model` goes on for as long as asked.
import { removeOwnDatabase } from "../support/own-services";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { runModel } from "../proofs/model/model-run";

const RUNS = 30;

const folder = mkdtempSync(join(tmpdir(), "signet-model-"));
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await removeOwnDatabase();
});

it("whatever people do in whatever order, the product does what the model says", async () => {
  const run = await runModel({ isEnough: ({ runs }) => runs >= RUNS, seed: 1, folder });

  expect(run.failure).toBeNull();
  expect(run.report.violations).toEqual([]);
  expect(run.runs).toBe(RUNS);
  expect(run.commands).toBeGreaterThan(10 * RUNS);
}, 600_000);
