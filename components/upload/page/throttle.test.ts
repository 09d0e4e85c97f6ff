import { describe, expect, test } from "vitest";
import { throttle } from "./throttle";

const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("a throttled call", () => {
  test("is made at once, and once more for all that came meanwhile", async () => {
    let calls = 0;
    const call = throttle(() => (calls += 1), 40);
    call();
    expect(calls).toBe(1);
    for (let time = 0; time < 10; time += 1) call();
    expect(calls).toBe(1);
    await rest(60);
    expect(calls).toBe(2);
    await rest(60);
    expect(calls).toBe(2);
    call();
    expect(calls).toBe(3);
  });
});
