// Stores that take their time, or all of it.
import { setTimeout as sleep } from "node:timers/promises";
import { ConnectionLost, type Behaviour } from "../behaviour";

/** Every answer comes this much later, though what it says was done at once. */
export function answeringLate(delayMs: number): Behaviour {
  return async ({ request }, perform) => {
    const answer = await perform(request);
    await sleep(delayMs);
    return answer;
  };
}

/** Nothing is done and nothing said, until the client has gone. */
export const hanging: Behaviour = ({ signal }) =>
  new Promise((_resolve, reject) => {
    const end = () => reject(new ConnectionLost());
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
