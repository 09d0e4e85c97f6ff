// Forty kinds of files in the disguise of every accepted type, and damaged ones. `npm run proof:hostile` goes on for longer.
import { expect, it } from "vitest";
import { runHostile } from "../proofs/hostile/hostile-run";

it("no hostile file is accepted, and none takes long or makes the inspection fail", async () => {
  const run = await runHostile({ mutations: 3_000, seed: 1 });

  expect(run.failures).toEqual([]);
  expect(run.files).toBeGreaterThanOrEqual(400);
});
