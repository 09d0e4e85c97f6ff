// All kinds of faults by chance, several at once, under servers and clients that go on. `npm run proof:soak` goes on for
// longer.
import "../support/quiet-log";
import { removeOwnDatabase } from "../support/own-services";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { runSoak } from "../proofs/soak/soak-run";

const STRIKES = 12;

const folder = mkdtempSync(join(tmpdir(), "signet-soak-"));
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await removeOwnDatabase();
});

it("whatever fails together, nothing acknowledged is lost, nothing deleted comes back and nothing is left behind", async () => {
  const run = await runSoak({ isEnough: ({ strikes }) => strikes >= STRIKES, seed: 1, folder });

  expect(run.failures).toEqual([]);
  expect(run.report.violations).toEqual([]);
  expect(run.acts).toBeGreaterThan(0);
  expect(run.images).toBeGreaterThan(0);
}, 900_000);
