// A store that has too much to do.
import type { Behaviour } from "../behaviour";
import { S3Error } from "../errors";
import { chanceOf } from "./chance";

/** 503 for this share of the requests, before anything is done. */
export function slowingDown(share: number, seed = 1): Behaviour {
  const strikes = chanceOf(share, seed);
  return async ({ request }, perform) => {
    if (strikes()) throw new S3Error("SlowDown");
    return perform(request);
  };
}
