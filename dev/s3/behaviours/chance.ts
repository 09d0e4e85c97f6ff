// Chance that comes out alike for the same seed, so that a run can be repeated.

/** True for this share (0 to 1) of the calls, in the long run. */
export function chanceOf(share: number, seed: number): () => boolean {
  let state = seed >>> 0;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 < share;
  };
}
