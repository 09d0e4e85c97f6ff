/**
 * Measures contestants side by side: every round runs all of them in turn, some times over, so that a
 * machine that is busy for a while slows all of them down. What counts is the ratio within a round; absolute
 * times are told for orientation only. Measured is processor time of all threads of this process, in which waiting for
 * others costs nothing; or, where others do the work, the time that passes.
 */
import { type Figure, figure } from "./figure";

export type Contestant = {
  readonly name: string;
  /** How many operations one run does. */
  readonly operations: number;
  run(): void | Promise<void>;
};

export type Plan = {
  /** At least seven, for what is quoted. */
  readonly rounds: number;
  readonly clock?: "processor" | "passed";
  /** A round takes the best of so many passes of each: the one that others disturbed least. */
  readonly passes?: number;
  readonly warmUps?: number;
};

/** The quartiles are the spread: one round in which the machine hiccuped says nothing. */
export type Ratio = {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
};

export type Measurement = {
  readonly rounds: number;
  /** Of each contestant, in nanoseconds an operation, one number a round. */
  readonly nanoseconds: ReadonlyMap<string, readonly number[]>;
};

export async function measureInterleaved(
  contestants: readonly Contestant[],
  { rounds, clock = "processor", passes = 4, warmUps = 3 }: Plan,
): Promise<Measurement> {
  const nanoseconds = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (const contestant of contestants)
    for (let warmUp = 0; warmUp < warmUps; warmUp += 1) await contestant.run();
  const timeOf = clock === "processor" ? processorTime : passedTime;
  for (let round = 0; round < rounds; round += 1) {
    const best = new Map<string, number>();
    for (let turn = 0; turn < passes * contestants.length; turn += 1) {
      const contestant = contestants[(round + turn) % contestants.length];
      if (contestant === undefined) continue;
      const time = (await timeOf(contestant)) / contestant.operations;
      best.set(contestant.name, Math.min(time, best.get(contestant.name) ?? Infinity));
    }
    for (const [name, time] of best) nanoseconds.get(name)?.push(time);
  }
  return { rounds, nanoseconds };
}

async function processorTime(contestant: Contestant): Promise<number> {
  const before = process.cpuUsage();
  await contestant.run();
  const { user, system } = process.cpuUsage(before);
  return 1000 * (user + system);
}

async function passedTime(contestant: Contestant): Promise<number> {
  const before = performance.now();
  await contestant.run();
  return 1e6 * (performance.now() - before);
}

/** How many times as long `name` takes as `reference`: the median of the rounds' own ratios, and their spread. */
export function ratioOf(measurement: Measurement, name: string, reference: string): Ratio {
  const own = timesOf(measurement, name);
  const others = timesOf(measurement, reference);
  return spreadOf(own.map((time, round) => time / (others[round] ?? NaN)));
}

/** The median of ratios that were taken in some other way, one a round, and their quartiles. */
export function spreadOf(ratios: readonly number[]): Ratio {
  return {
    median: quantileOf(ratios, 0.5),
    lowerQuartile: quantileOf(ratios, 0.25),
    upperQuartile: quantileOf(ratios, 0.75),
  };
}

/** A ratio as a figure, which says of itself when it is noisy. */
export function ratioFigure(ratio: Ratio, given: Pick<Figure, "goal" | "what"> & Partial<Figure>): Figure {
  const spread: [number, number] = [ratio.lowerQuartile, ratio.upperQuartile];
  return figure({ unit: "times", ...given, value: ratio.median, spread, noisy: isNoisy(ratio) });
}

export function medianTime(measurement: Measurement, name: string): number {
  return quantileOf(timesOf(measurement, name), 0.5);
}

/** Whether the rounds disagree so much that the ratio should not be quoted. */
export function isNoisy({ median, lowerQuartile, upperQuartile }: Ratio): boolean {
  return (upperQuartile - lowerQuartile) / median > 0.25;
}

function timesOf(measurement: Measurement, name: string): readonly number[] {
  const times = measurement.nanoseconds.get(name);
  if (times === undefined) throw new RangeError(`There is no contestant ${name}.`);
  return times;
}

function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const position = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(position)] ?? NaN, sorted[Math.ceil(position)] ?? NaN];
  return below + (above - below) * (position % 1);
}
