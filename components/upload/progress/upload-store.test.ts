import { describe, expect, test } from "vitest";
import type { Clock } from "../engine/clock";
import { EMPTY_SNAPSHOT, UploadStore } from "./upload-store";

/** A clock whose hands are moved by the test, a millisecond at a time. */
class HandClock implements Clock {
  #now = 0;
  readonly #alarms: { readonly at: number; readonly run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): () => void {
    const alarm = { at: this.#now + milliseconds, run };
    this.#alarms.push(alarm);
    return () => this.#alarms.splice(this.#alarms.indexOf(alarm), 1);
  }

  pass(milliseconds: number): void {
    for (let left = milliseconds; left > 0; left -= 1) {
      this.#now += 1;
      const due = this.#alarms.filter(({ at }) => at <= this.#now);
      for (const alarm of due) this.#alarms.splice(this.#alarms.indexOf(alarm), 1);
      for (const { run } of due) run();
    }
  }
}

describe("the store for React", () => {
  const clock = new HandClock();
  const state = { bytes: 0 };
  const store = new UploadStore(clock, () => ({ ...EMPTY_SNAPSHOT, bytesPerSecond: state.bytes }));
  const seen: (number | null)[] = [];
  store.subscribe(() => seen.push(store.snapshot().bytesPerSecond));

  test("publishes ten times a second at most, however much happens", () => {
    for (let time = 0; time < 1_000; time += 1) {
      state.bytes += 1;
      store.touch();
      clock.pass(1);
    }
    expect(seen.length).toBeGreaterThanOrEqual(9);
    expect(seen.length).toBeLessThanOrEqual(11);
  });

  test("never keeps the last change to itself", () => {
    clock.pass(200);
    expect(seen.at(-1)).toBe(1_000);
  });

  test("publishes a first change at once and gives the same snapshot until the next", () => {
    clock.pass(5_000);
    const count = seen.length;
    state.bytes = 7;
    store.touch();
    clock.pass(1);
    expect(seen.slice(count)).toEqual([7]);
    expect(store.snapshot()).toBe(store.snapshot());
  });
});
