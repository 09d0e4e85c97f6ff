/** One figure of a benchmark: a measured value beside what it has to hold (`bar`) and what we aim at (`stretch`). */
import { z } from "zod";

const bound = z.union([z.object({ atLeast: z.number() }), z.object({ atMost: z.number() })]);
export type Bound = z.infer<typeof bound>;

export const figureSchema = z.object({
  /** The goal that it belongs to, such as `P1`. */
  goal: z.string(),
  /** What was measured, against what: a short phrase. */
  what: z.string(),
  /** The value in `unit`: of ratios the median of the rounds' own ratios. */
  value: z.number(),
  unit: z.enum(["times", "share", "ms", "bytes", "KiB", "MiB", "requests", "px", "score"]),
  /** The quartiles over the rounds; null for what is counted once. */
  spread: z.tuple([z.number(), z.number()]).nullable(),
  bar: bound.nullable(),
  stretch: bound.nullable(),
  /** The rounds disagree so much that the value should not be quoted. */
  noisy: z.boolean(),
  /** What a reader has to know besides; empty when nothing. */
  note: z.string(),
});
export type Figure = z.infer<typeof figureSchema>;

/** A figure without what most lack. */
export function figure(given: Pick<Figure, "goal" | "what" | "value" | "unit"> & Partial<Figure>): Figure {
  return { spread: null, bar: null, stretch: null, noisy: false, note: "", ...given };
}

export type Verdict = "stretch" | "met" | "missed" | "told";

/** How the value stands to its aims; `told` where there is none to meet. */
export function verdictOf({ value, bar, stretch }: Figure): Verdict {
  if (stretch !== null && holds(value, stretch)) return "stretch";
  if (bar === null) return "told";
  return holds(value, bar) ? "met" : "missed";
}

function holds(value: number, wanted: Bound): boolean {
  return "atLeast" in wanted ? value >= wanted.atLeast : value <= wanted.atMost;
}
