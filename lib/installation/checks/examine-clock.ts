import { type Finding, problem, skipped, warning, wellDone } from "../finding";

/** Past this, stores refuse every signed request. */
const FATAL_MS = 15 * 60 * 1000;
/** A `Date` header has whole seconds, and an answer takes its time. */
const NOTICEABLE_MS = 30 * 1000;

/** `aheadMs`: the other clock less ours. */
export function examineClock(check: "clock-store" | "clock-database", aheadMs: number | null): Finding {
  const other = check === "clock-store" ? "store" : "database";
  if (aheadMs === null) return skipped(check, `The ${other} told no time.`);
  const apart = Math.abs(aheadMs);
  if (apart < NOTICEABLE_MS) return wellDone(check, `Less than ${NOTICEABLE_MS / 1000} s apart.`);
  const what = `This machine's clock is ${inWords(apart)} ${aheadMs > 0 ? "behind" : "ahead of"} the ${other}'s.`;
  const say = "Switch on time synchronisation on the one that is wrong, on Linux for instance:";
  const paste = "timedatectl set-ntp true";
  const why =
    check === "clock-store"
      ? "Signet signs by the store's clock as long as it can ask it. Other programs do not, and stores refuse what is signed more than 15 minutes off."
      : "Deadlines of uploads and sessions are compared across both clocks.";
  return apart >= FATAL_MS
    ? problem(check, { what, why, say, paste })
    : warning(check, { what, why, say, paste });
}

function inWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
