/** What came of a proof, for the screen and for `npm run proof`, which puts several into one table. */
import { writeFileSync } from "node:fs";
import { z } from "zod";

export const proofOutcome = z.object({
  /** What was done, in a few words with figures. */
  done: z.string(),
  seed: z.number(),
  violations: z.number(),
  seconds: z.number(),
});
export type ProofOutcome = z.infer<typeof proofOutcome>;

/** Where the command for all of them wants the outcome as JSON. */
const { PROOF_OUTCOME } = process.env;

export function tellOutcome(outcome: ProofOutcome): void {
  const { done, seed, violations, seconds } = outcome;
  console.log(`seed ${seed}: ${done}; ${violations} violations, ${seconds.toFixed(1)} s`);
  if (PROOF_OUTCOME !== undefined) writeFileSync(PROOF_OUTCOME, JSON.stringify(outcome));
}
