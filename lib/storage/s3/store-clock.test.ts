import { beforeEach, describe, expect, it, vi } from "vitest";
import type * as StoreClock from "./store-clock";

let clock: typeof StoreClock;
beforeEach(async () => {
  vi.resetModules();
  clock = await import("./store-clock");
});

const nobody = () => Promise.reject(new Error("away"));
const MINUTE_MS = 60_000;

async function differenceSeconds(): Promise<number> {
  return Math.round(((await clock.storeTime(nobody)).getTime() - Date.now()) / 1000);
}

function tell(differenceMs: number): void {
  clock.learnStoreTime(new Date(Date.now() + differenceMs).toUTCString());
}

describe("The store's time", () => {
  it("is the app's own until the store has answered, and while the difference is none to speak of", async () => {
    expect(await differenceSeconds()).toBe(0);
    tell(4_000);
    expect(await differenceSeconds()).toBe(0);
  });

  it.each([-14, 14, -300])("is %i minutes away when the store says so", async (minutes) => {
    tell(minutes * MINUTE_MS);
    expect(Math.abs((await differenceSeconds()) - minutes * 60)).toBeLessThanOrEqual(1);
  });

  it("stays still between answers that take their time, and follows when a clock is set right", async () => {
    tell(5 * MINUTE_MS);
    const before = await differenceSeconds();
    tell(5 * MINUTE_MS - 3_000);
    expect(await differenceSeconds()).toBe(before);
    tell(0);
    expect(Math.abs(await differenceSeconds())).toBeLessThanOrEqual(1);
  });

  it("is asked for once by all who need it first, and never learned from nonsense", async () => {
    const ask = vi.fn(async () => tell(14 * MINUTE_MS));
    const times = await Promise.all([clock.storeTime(ask), clock.storeTime(ask), clock.storeTime(ask)]);
    expect(ask).toHaveBeenCalledTimes(1);
    for (const time of times) expect(time.getTime() - Date.now()).toBeGreaterThan(13 * MINUTE_MS);
    for (const nonsense of [undefined, "", "yesterday"]) clock.learnStoreTime(nonsense);
    expect(await differenceSeconds()).toBeGreaterThan(13 * 60);
  });
});
