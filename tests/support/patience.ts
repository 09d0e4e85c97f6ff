/** How long tests wait: long enough for a machine that is busy with other things, and never what a test is about. */
import { setTimeout as sleep } from "node:timers/promises";

/**
 * What a broken dependency must be answered within. Eight seconds are promised, and the app's own time-outs add up to 7.5;
 * the rest is for a busy machine. What forgot a time-out waits for a minute and more.
 */
export const LIMIT_SECONDS = 15;

/** Until what must happen by itself is taken for never happening. */
export const PATIENCE_MS = 120_000;

const PAUSE_MS = 150;

/** Asks again and again; gives the first answer that is settled, or the last one when patience is over. */
export async function untilSettled<T>(ask: () => Promise<T>, isSettled: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (isSettled(answer) || Date.now() > deadline) return answer;
    await sleep(PAUSE_MS);
  }
}
