/** U4: what checksums cost an upload, on a line that is faster than most. */
import type { Figure } from "../../harness/figure";
import { ratioFigure } from "../../harness/interleaved";
import { compareTurns, takeTurns } from "../../harness/turns";
import type { BenchApp } from "../bench-app";
import type { BenchTab } from "../bench-tab";
import { ours, untilStored } from "../entrants";

const LOAD = { files: 1, sizeBytes: 64 * 1024 ** 2 };

export async function measureChecksums(
  app: BenchApp,
  tab: BenchTab,
  { rounds, line }: { rounds: number; line: string },
): Promise<Figure> {
  const site = { app, tab, load: LOAD };
  const turns = await takeTurns([ours(site), ours(site, { withChecksums: false })], rounds);
  return ratioFigure(compareTurns(turns, ["ours", "ours without checksums"], untilStored), {
    goal: "U4",
    what: `One file of 64 MiB with checksums, ${line}, against none`,
    bar: { atMost: 1.05 },
    stretch: { atMost: 1.02 },
  });
}
