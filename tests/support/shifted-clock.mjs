// Loaded by `node --import` into a process whose clocks are to be wrong, for all of its JavaScript: the clock on the wall
// (Date) by CLOCK_SHIFT_MS, or, for as long as the process runs, that and the one that only counts on (performance.now)
// by what tests/support/moving-clock.ts writes into the file CLOCK_SHIFT_FILE.
import { readFileSync, writeFileSync } from "node:fs";

const file = process.env.CLOCK_SHIFT_FILE;
let shift = { wallMs: Number(process.env.CLOCK_SHIFT_MS ?? 0), countingMs: 0 };
if (file !== undefined) {
  let seen = "";
  const read = () => {
    const text = readFileSync(file, "utf8");
    if (text === seen || !text.endsWith("\n")) return;
    shift = JSON.parse(text);
    seen = text;
    writeFileSync(`${file}.seen-${process.pid}`, text);
  };
  read();
  setInterval(read, 10).unref();
}

const RightDate = Date;

globalThis.Date = class extends RightDate {
  // Next wraps this class once more, and copies only what is its own.
  static parse = RightDate.parse;
  static UTC = RightDate.UTC;

  constructor(...args) {
    if (args.length === 0) super(RightDate.now() + shift.wallMs);
    else super(...args);
  }

  static now() {
    return RightDate.now() + shift.wallMs;
  }
};

const count = performance.now.bind(performance);
performance.now = () => count() + shift.countingMs;
