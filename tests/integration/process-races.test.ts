// Several processes and attackers at the same upload. `npm run proof:races` goes on for longer, on a store that knows
// none of the optional defences.
import { removeOwnDatabase } from "../support/own-services";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { runRaces } from "../proofs/races/race-run";

const ROUNDS = 24;

const folder = mkdtempSync(join(tmpdir(), "signet-races-"));
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await removeOwnDatabase();
});

it("whoever races, one upload gives one image, with the bytes that were verified, and deleted stays deleted", async () => {
  const run = await runRaces({ rounds: ROUNDS, seed: 1, folder, storeIsStrict: true });

  expect(run.failures).toEqual([]);
  expect(run.reports.flatMap(({ violations }) => violations)).toEqual([]);
  // Of six kinds of races one gives nothing but images, and one nothing but deletions; the others as it turns out.
  expect(run.outcomes.image).toBeGreaterThanOrEqual(ROUNDS / 6);
  expect(run.outcomes.deletion).toBeGreaterThanOrEqual(ROUNDS / 6);
}, 600_000);
