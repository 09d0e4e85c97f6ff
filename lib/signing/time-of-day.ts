/** The second of a UTC day as a number that reads like a clock, 101530 for 10:15:30: quick to write as digits. */
export const DAY_MS = 86_400_000;

const DIGITS = 6;
const DIGIT_ZERO = 0x30;

/** @param msOfDay milliseconds since midnight */
export function clockNumber(msOfDay: number): number {
  const seconds = Math.floor(msOfDay / 1000);
  const [hour, minute, second] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return hour * 10_000 + minute * 100 + second;
}

/** `101530` */
export function clockText(clock: number): string {
  return String(1_000_000 + clock).slice(1);
}

/** Writes the six digits over those at `offset`. */
export function writeClock(clock: number, bytes: Uint8Array, offset: number): void {
  let rest = clock;
  for (let index = DIGITS - 1; index >= 0; index -= 1) {
    bytes[offset + index] = DIGIT_ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}
