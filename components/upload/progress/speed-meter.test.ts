import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SpeedMeter } from "./speed-meter";

function steady(bytesPerSecond: number, seconds: number, meter = new SpeedMeter(), from = 0): SpeedMeter {
  for (let at = from; at <= from + seconds * 1000; at += 50) meter.add(bytesPerSecond / 20, at);
  return meter;
}

describe("the speed", () => {
  test("is not told before there is something to tell", () => {
    expect(new SpeedMeter().bytesPerSecond(5_000)).toBeNull();
    expect(steady(1_000_000, 1).bytesPerSecond(1_000)).toBeNull();
  });

  test("of a steady line is that line's, from the first moment it is told", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 1e9 }), fc.integer({ min: 2, max: 30 }), (rate, seconds) => {
        const told = steady(rate, seconds).bytesPerSecond(seconds * 1000) ?? 0;
        expect(told / rate).toBeGreaterThan(0.85);
        expect(told / rate).toBeLessThan(1.2);
      }),
    );
  });

  test("follows a change within a few seconds, without a leap", () => {
    const meter = steady(1_000_000, 20);
    const before = meter.bytesPerSecond(20_000) ?? 0;
    const after = steady(100_000, 1, meter, 20_050).bytesPerSecond(21_050) ?? 0;
    expect(after / before).toBeGreaterThan(0.7);
    expect(steady(100_000, 20, meter, 21_100).bytesPerSecond(41_100)).toBeLessThan(130_000);
  });

  test("falls when nothing moves, and is forgotten in the end", () => {
    const meter = steady(1_000_000, 10);
    expect(meter.bytesPerSecond(14_000)).toBeLessThan(600_000);
    expect(steady(1_000_000, 10).bytesPerSecond(60_000)).toBeNull();
  });
});
