// A store, or a network, that loses what it had to say.
import { ConnectionLost, type Behaviour } from "../behaviour";
import { chanceOf } from "./chance";

/** This share of the requests that write is carried out, and the connection cut in place of the answer. */
export function losingAnswers(share: number, seed = 1): Behaviour {
  const strikes = chanceOf(share, seed);
  return async ({ request }, perform) => {
    const answer = await perform(request);
    if (request.method === "GET" || request.method === "HEAD" || !strikes()) return answer;
    throw new ConnectionLost();
  };
}
