/** Contestants that take their own time, side by side: each round lets every one of them go once, and asks how long it took. */
import { type Ratio, spreadOf } from "./interleaved";

export type Entrant<Took> = { readonly name: string; readonly run: () => Promise<Took> };

/** What each of them took, one entry a round. Who begins changes from round to round; the first, to warm up, is dropped. */
export async function takeTurns<Took>(
  entrants: readonly Entrant<Took>[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly Took[]>> {
  const took = new Map<string, Took[]>(entrants.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (let turn = 0; turn < entrants.length; turn += 1) {
      const entrant = entrants[(round + 1 + turn) % entrants.length];
      const one = await entrant?.run();
      if (entrant !== undefined && one !== undefined && round >= 0) took.get(entrant.name)?.push(one);
    }
  }
  return took;
}

/** How many times as long one took as another: the median of the rounds' own ratios. */
export function compareTurns<Took>(
  turns: ReadonlyMap<string, readonly Took[]>,
  [one, other]: readonly [string, string],
  read: (took: Took) => number,
): Ratio {
  const others = turns.get(other) ?? [];
  const ratios = (turns.get(one) ?? []).map((took, round) => {
    const beside = others[round];
    return beside === undefined ? Number.NaN : read(took) / read(beside);
  });
  return spreadOf(ratios);
}
