import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signingWindow } from "./signing-window";

const seconds = (date: Date) => date.getTime() / 1000;
const moments = fc.date({
  min: new Date("1969-12-30T00:00:00Z"),
  max: new Date("2100-01-01T00:00:00Z"),
  noInvalidDate: true,
});
const livesAndWindows = fc
  .integer({ min: 1, max: 604_800 })
  .chain((lifeSeconds) =>
    fc.record({ lifeSeconds: fc.constant(lifeSeconds), windowSeconds: fc.nat(Math.floor(lifeSeconds / 2)) }),
  );

describe("a signing window", () => {
  it("is never signed in the future, and always leaves the life less the window", () => {
    fc.assert(
      fc.property(moments, livesAndWindows, fc.string(), (now, { lifeSeconds, windowSeconds }, phaseKey) => {
        const window = signingWindow({ now, lifeSeconds, windowSeconds, phaseKey });
        expect(window.signedAt.getTime()).toBeLessThanOrEqual(now.getTime());
        expect(Number.isInteger(seconds(window.signedAt))).toBe(true);
        expect(window.expiresInSeconds).toBe(lifeSeconds);
        expect(seconds(window.expiresAt)).toBe(seconds(window.signedAt) + lifeSeconds);
        const left = seconds(window.expiresAt) - Math.floor(seconds(now));
        expect(left).toBeGreaterThan(lifeSeconds - Math.max(windowSeconds, 1));
      }),
    );
  });

  it("gives the same answer for the whole of a window, and the next one right after it", () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 86_400 }), fc.uuid(), (now, windowSeconds, phaseKey) => {
        const at = (second: number) =>
          signingWindow({ now: new Date(second * 1000), lifeSeconds: 604_800, windowSeconds, phaseKey })
            .signedAt;
        const begin = seconds(at(Math.floor(seconds(now))));
        expect(seconds(at(begin))).toBe(begin);
        expect(seconds(at(begin + windowSeconds - 1))).toBe(begin);
        expect(seconds(at(begin + windowSeconds))).toBe(begin + windowSeconds);
        expect(seconds(at(begin - 1))).toBe(begin - windowSeconds);
      }),
    );
  });

  it("begins at another second for another object, spread evenly over the window", () => {
    const windowSeconds = 300;
    const turns = new Array<number>(windowSeconds).fill(0);
    const ids = fc.sample(fc.uuid(), { numRuns: 30_000, seed: 7 });
    for (const phaseKey of ids) {
      const { signedAt } = signingWindow({
        now: new Date("2026-11-22T10:00:00Z"),
        lifeSeconds: 900,
        windowSeconds,
        phaseKey,
      });
      const second = seconds(signedAt) % windowSeconds;
      turns[second] = (turns[second] ?? 0) + 1;
    }
    // 100 on average; five standard deviations either way.
    expect(Math.max(...turns)).toBeLessThan(150);
    expect(Math.min(...turns)).toBeGreaterThan(50);
  });

  it("has the phase of its object in every process and version: addresses in caches depend on it", () => {
    const second = (phaseKey: string) =>
      seconds(
        signingWindow({
          now: new Date("2026-11-22T10:00:00Z"),
          lifeSeconds: 7200,
          windowSeconds: 3600,
          phaseKey,
        }).signedAt,
      ) % 3600;
    expect([second(""), second("a"), second("3f2b8c1e-0000-4000-8000-123456789abc")]).toMatchInlineSnapshot(`
      [
        3409,
        2375,
        3495,
      ]
    `);
  });

  it("of no width is the second of the signing itself", () => {
    const now = new Date("2026-11-22T10:00:07.999Z");
    expect(signingWindow({ now, lifeSeconds: 60, windowSeconds: 0, phaseKey: "a" })).toEqual({
      signedAt: new Date("2026-11-22T10:00:07Z"),
      expiresInSeconds: 60,
      expiresAt: new Date("2026-11-22T10:01:07Z"),
    });
  });

  it("ends exactly with the credentials, if these end first", () => {
    const request = {
      now: new Date("2026-11-22T10:00:07.999Z"),
      lifeSeconds: 60,
      windowSeconds: 0,
      phaseKey: "a",
    };
    const window = (credentialsExpireAt: Date) => signingWindow({ ...request, credentialsExpireAt });
    const soon = new Date("2026-11-22T10:00:30.250Z");
    expect(window(soon)).toMatchObject({ expiresAt: soon, expiresInSeconds: 24 });
    const justAfter = new Date("2026-11-22T10:00:08.000Z");
    expect(window(justAfter)).toMatchObject({ expiresAt: justAfter, expiresInSeconds: 1 });
    const later = new Date("2026-11-22T11:00:00Z");
    expect(window(later)).toMatchObject({
      expiresAt: new Date("2026-11-22T10:01:07Z"),
      expiresInSeconds: 60,
    });
  });

  it("never says, nor lets a URL work, past the end of the credentials: 10,000 cases", () => {
    const leftMs = fc.integer({ min: 1, max: 700_000_000 });
    fc.assert(
      fc.property(moments, livesAndWindows, fc.string(), leftMs, (now, life, phaseKey, left) => {
        const end = now.getTime() + left;
        const window = signingWindow({ now, ...life, phaseKey, credentialsExpireAt: new Date(end) });
        expect(window.expiresAt.getTime()).toBeLessThanOrEqual(end);
        expect(window.expiresAt.getTime()).toBeGreaterThan(now.getTime());
        // What stands in the URL has whole seconds.
        const endOfUrl = window.signedAt.getTime() + window.expiresInSeconds * 1000;
        expect(endOfUrl - window.expiresAt.getTime()).toBeLessThan(1000);
        expect(window.expiresInSeconds).toBeLessThanOrEqual(life.lifeSeconds);
      }),
      { numRuns: 10_000 },
    );
  });

  it("is refused for credentials that have ended", () => {
    const now = new Date("2026-11-22T10:00:00Z");
    const request = { now, lifeSeconds: 60, windowSeconds: 0, phaseKey: "a", credentialsExpireAt: now };
    expect(() => signingWindow(request)).toThrow(RangeError);
  });

  it.each([
    [60, 31],
    [1, 1],
    [60, -1],
    [60, 1.5],
    [60, NaN],
    [0, 0],
    [-1, 0],
    [1.5, 0],
    [NaN, 0],
    [604_801, 0],
  ])("is refused for a life of %d seconds and a width of %d", (lifeSeconds, windowSeconds) => {
    const now = new Date("2026-11-22T10:00:00Z");
    expect(() => signingWindow({ now, lifeSeconds, windowSeconds, phaseKey: "a" })).toThrow(RangeError);
  });

  it("may be half of the life", () => {
    const now = new Date("2026-11-22T10:00:00Z");
    expect(() => signingWindow({ now, lifeSeconds: 60, windowSeconds: 30, phaseKey: "a" })).not.toThrow();
  });
});
