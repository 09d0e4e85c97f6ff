// Loaded by `node --import` into a process whose clock is to be wrong: by CLOCK_SHIFT_MS, for all of its JavaScript.
const shiftMs = Number(process.env.CLOCK_SHIFT_MS);
const RightDate = Date;

globalThis.Date = class extends RightDate {
  // Next wraps this class once more, and copies only what is its own.
  static parse = RightDate.parse;
  static UTC = RightDate.UTC;

  constructor(...args) {
    if (args.length === 0) super(RightDate.now() + shiftMs);
    else super(...args);
  }

  static now() {
    return RightDate.now() + shiftMs;
  }
};
