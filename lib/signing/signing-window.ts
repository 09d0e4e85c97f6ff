/**
 * The span of time within which signing the same thing gives the same URL, so that browsers and caches
 * know it again. Rounds the moment of signing; signs nothing.
 */
import { requireUrlLife } from "./url-life";

export type SigningWindow = {
  /** A whole second, and never in the future: stores refuse that. */
  readonly signedAt: Date;
  readonly expiresInSeconds: number;
  /** When the URL stops working, whichever ends first: its life, or the credentials it is signed with. */
  readonly expiresAt: Date;
};

/**
 * The window that `now` lies in. Windows of different `phaseKey`s (the id of what is signed) begin at
 * different seconds, so that never a whole screen of pictures gets new URLs at once. A URL signed so has at
 * least `lifeSeconds - windowSeconds` left, unless its credentials end before.
 *
 * @param windowSeconds 0 for no rounding, else at most half of `lifeSeconds`
 * @param credentialsExpireAt for temporary credentials, with which every URL dies
 * @throws RangeError for impossible lives or windows, and when the credentials have already ended
 */
export function signingWindow({
  now,
  lifeSeconds,
  windowSeconds,
  phaseKey,
  credentialsExpireAt,
}: {
  now: Date;
  lifeSeconds: number;
  windowSeconds: number;
  phaseKey: string;
  credentialsExpireAt?: Date | undefined;
}): SigningWindow {
  requireSaneLife(lifeSeconds, windowSeconds);
  const nowSecond = Math.floor(now.getTime() / 1000);
  const signedSecond = nowSecond - secondsIntoWindow(nowSecond, windowSeconds, phaseKey);
  const signedAt = new Date(signedSecond * 1000);
  const endOfLife = (signedSecond + lifeSeconds) * 1000;
  const endOfCredentials = credentialsExpireAt?.getTime() ?? Infinity;
  if (endOfCredentials <= now.getTime())
    throw new RangeError("The credentials have ended; sign with newer ones.");
  if (endOfCredentials >= endOfLife) {
    return { signedAt, expiresInSeconds: lifeSeconds, expiresAt: new Date(endOfLife) };
  }
  const expiresInSeconds = Math.ceil(endOfCredentials / 1000) - signedSecond;
  return { signedAt, expiresInSeconds, expiresAt: new Date(endOfCredentials) };
}

function requireSaneLife(lifeSeconds: number, windowSeconds: number): void {
  requireUrlLife(lifeSeconds);
  const isWindow = Number.isInteger(windowSeconds) && windowSeconds >= 0 && windowSeconds <= lifeSeconds / 2;
  if (!isWindow) {
    throw new RangeError(
      `A signing window has whole seconds, at most half of the life; not ${windowSeconds}.`,
    );
  }
}

function secondsIntoWindow(nowSecond: number, windowSeconds: number, phaseKey: string): number {
  if (windowSeconds === 0) return 0;
  const phase = stableHash(phaseKey) % windowSeconds;
  const remainder = (nowSecond - phase) % windowSeconds;
  return remainder < 0 ? remainder + windowSeconds : remainder;
}

/** FNV-1a with a last stir; the same in every process. It spreads, it protects nothing. */
function stableHash(text: string): number {
  let state = 0x811c_9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x0100_0193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85eb_ca6b);
  return (state ^ (state >>> 13)) >>> 0;
}
