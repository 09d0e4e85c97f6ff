/** U2 and U3: our engine against Uppy 6 with its aws-s3 plugin (examples/uppy), on the same routes, in the same page. */
import type { Figure } from "../../harness/figure";
import { ratioFigure } from "../../harness/interleaved";
import { compareTurns, takeTurns } from "../../harness/turns";
import type { BenchApp } from "../bench-app";
import type { BenchTab } from "../bench-tab";
import { ours, untilStored, untilVerified, uppy } from "../entrants";

const MIB = 1024 ** 2;
const SMALL = { files: 200, sizeBytes: 100 * 1024 };
/** Twelve parts: two for each of six connections. */
const LARGE = { files: 1, sizeBytes: 96 * MIB };

export async function measureSmallAgainstUppy(
  app: BenchApp,
  tab: BenchTab,
  rounds: number,
): Promise<Figure[]> {
  const site = { app, tab, load: SMALL };
  const turns = await takeTurns([uppy(site), ours(site)], rounds);
  const what = `${SMALL.files} files of 100 KiB in Chromium, against Uppy,`;
  return [
    ratioFigure(compareTurns(turns, ["uppy", "ours"], untilVerified), {
      goal: "U2",
      what: `${what} until verified`,
      bar: { atLeast: 2 },
      stretch: { atLeast: 3 },
    }),
    ratioFigure(compareTurns(turns, ["uppy", "ours"], untilStored), {
      goal: "U2",
      what: `${what} until stored`,
    }),
  ];
}

/** Over a line with a cap on each connection. Until stored: what follows is the server reading the file, for both alike. */
export async function measureLargeAgainstUppy(
  app: BenchApp,
  tab: BenchTab,
  { rounds, line }: { rounds: number; line: string },
): Promise<Figure[]> {
  const site = { app, tab, load: LARGE };
  const turns = await takeTurns([uppy(site), ours(site)], rounds);
  return [
    ratioFigure(compareTurns(turns, ["uppy", "ours"], untilStored), {
      goal: "U3",
      what: `One file of 96 MiB, ${line}, against Uppy`,
      bar: { atLeast: 3.5 },
      stretch: { atLeast: 5 },
      note: "Uppy sends the parts of a file one after the other; twelve on six connections can be six times as fast at most.",
    }),
  ];
}
