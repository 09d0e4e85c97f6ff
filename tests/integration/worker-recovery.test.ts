// The app's own worker outlives the database and the store: what is deleted after a fault is removed without anybody's
// help.
import "../support/own-services";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiClient } from "../support/api-client";
import { hasObject } from "../support/bucket";
import { expectRecovery, type FaultBench, startFaultBench } from "../support/fault-bench";
import type { Fault } from "../support/fault-proxy";
import { addPerson } from "../support/people";
import { addImage } from "../support/upload-flow";

let bench: FaultBench;
let program: ApiClient;

beforeAll(async () => {
  bench = await startFaultBench();
  program = new ApiClient(bench.app.origin, (await addPerson("editor")).apiKey);
});
afterAll(async () => {
  await expectRecovery();
  await bench.stop();
});

const faults: readonly (readonly [name: string, fault: Fault])[] = [
  ["refused connections", { kind: "refuse" }],
  ["never answered", { kind: "hang" }],
  ["reset connections", { kind: "reset" }],
];

describe.each(faults)("After the database %s", (_name, fault) => {
  it("in the middle of a removal, the worker goes on removing what is deleted", async () => {
    const [{ image: before }, { image: after }] = [await addImage(program), await addImage(program)];
    await bench.store.set({ kind: "slow", delayMs: 700 });
    await program.call(`/images/${before.id}`, { method: "DELETE" });
    await sleep(300);
    await bench.database.set(fault);
    await sleep(1_500);
    await bench.heal();

    expect((await program.call(`/images/${after.id}`, { method: "DELETE" })).status).toBe(204);

    await expect.poll(() => hasObject(after.key)).toBe(false);
  });
});

describe("A fault that the worker meets", () => {
  it("is handled: no rejection of a promise is left to the process", () => {
    expect(bench.app.output()).toContain('"event":"queue"');
    expect(bench.app.output()).not.toContain("unhandledRejection");
  });
});
