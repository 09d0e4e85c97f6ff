import { expect, it } from "vitest";
import { sparingRetries } from "./sparing-retries";

const failure = { errorType: "SERVER_ERROR" } as const;

async function tryAgain(retries: ReturnType<typeof sparingRetries>): Promise<boolean> {
  const token = await retries.acquireInitialRetryToken("");
  return retries.refreshRetryTokenForRetry(token, failure).then(
    () => true,
    () => false,
  );
}

it("lets each call be tried twice at most, and not at all when the fault is ours", async () => {
  const retries = sparingRetries(() => 0.5);
  const first = await retries.acquireInitialRetryToken("");
  const second = await retries.refreshRetryTokenForRetry(first, failure);
  expect([second.getRetryCount(), second.getRetryDelay()]).toEqual([1, 150]);
  await expect(retries.refreshRetryTokenForRetry(second, failure)).rejects.toThrow();
  await expect(retries.refreshRetryTokenForRetry(first, { errorType: "CLIENT_ERROR" })).rejects.toThrow();
});

it("stops trying again when nothing succeeds, and goes on with each success", async () => {
  const retries = sparingRetries();
  const outcomes: boolean[] = [];
  for (let call = 0; call < 100; call += 1) outcomes.push(await tryAgain(retries));
  expect(outcomes.filter(Boolean)).toHaveLength(10);
  retries.recordSuccess(await retries.acquireInitialRetryToken(""));
  expect([await tryAgain(retries), await tryAgain(retries)]).toEqual([true, false]);
});
