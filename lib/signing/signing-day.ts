/** A UTC day of signing: its stamp and its prepared key. */
import { prepareDayKey, type DayKey } from "./day-key";
import { clockNumber, DAY_MS } from "./time-of-day";

export type SigningDay = {
  /** `20261122` */
  readonly stamp: string;
  readonly key: DayKey;
  /** A moment of this day as a number like 101530. */
  clockAt(moment: Date): number;
};

type Remembered = { readonly number: number; readonly day: SigningDay };

/**
 * Makes a function that gives the day of a moment, and throws a RangeError for an invalid date. It remembers
 * two days: around midnight, windows begun before and after it take turns.
 */
export function rememberDays(secretAccessKey: string, region: string): (moment: Date) => SigningDay {
  let newest: Remembered | null = null;
  let before: Remembered | null = null;
  return (moment) => {
    const number = Math.floor(moment.getTime() / DAY_MS);
    if (newest?.number === number) return newest.day;
    if (before?.number === number) return before.day;
    const day = prepareDay(number, secretAccessKey, region);
    before = newest;
    newest = { number, day };
    return day;
  };
}

function prepareDay(number: number, secretAccessKey: string, region: string): SigningDay {
  const midnight = number * DAY_MS;
  const stamp = new Date(midnight).toISOString().slice(0, 10).replaceAll("-", "");
  const key = prepareDayKey(secretAccessKey, stamp, region);
  return { stamp, key, clockAt: (moment) => clockNumber(moment.getTime() - midnight) };
}
