/** U1: all of our engine, from the drop to verified images, against bare PUTs of the same files to the same store. */
import type { Figure } from "../../harness/figure";
import { ratioFigure } from "../../harness/interleaved";
import { compareTurns, takeTurns } from "../../harness/turns";
import type { BenchApp } from "../bench-app";
import type { BenchTab } from "../bench-tab";
import { bare, ours, untilStored, untilVerified } from "../entrants";

const KIB = 1024;
const CASES = [
  { name: "100 KiB", load: { files: 100, sizeBytes: 100 * KIB }, bar: 0.9 },
  { name: "1 MiB", load: { files: 48, sizeBytes: KIB ** 2 }, bar: 0.95 },
  { name: "16 MiB", load: { files: 6, sizeBytes: 16 * KIB ** 2 }, bar: 0.97 },
] as const;
const STRETCH = 0.97;

type Course = {
  /** What the bytes travel over. */
  readonly over: string;
  readonly rounds: number;
  readonly note: string;
};

export async function measureAgainstBare(
  app: BenchApp,
  tab: BenchTab,
  { over, rounds, note }: Course,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, load, bar } of CASES) {
    const site = { app, tab, load };
    const turns = await takeTurns([bare(site), ours(site)], rounds);
    const what = `${load.files} files of ${name} ${over}: our speed as a share of bare PUTs,`;
    const goal = { goal: "U1", unit: "share" } as const;
    figures.push(
      ratioFigure(compareTurns(turns, ["bare", "ours"], untilVerified), {
        ...goal,
        what: `${what} until verified`,
        bar: { atLeast: bar },
        stretch: { atLeast: STRETCH },
        note,
      }),
      ratioFigure(compareTurns(turns, ["bare", "ours"], untilStored), {
        ...goal,
        what: `${what} until stored`,
      }),
    );
  }
  return figures;
}
