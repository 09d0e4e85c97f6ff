// More requests at once than a process can work on: those beyond are told at once to ask again, the others are answered,
// and other operations are not held up.
import { removeOwnDatabase } from "../support/own-services";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Answer, ApiClient } from "../support/api-client";
import { readEnvironment } from "../support/environment";
import { FaultProxy } from "../support/fault-proxy";
import { expectInvariants } from "../support/invariants";
import { registerPatiently } from "../support/patient-client";
import { addPerson } from "../support/people";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { addImage, presign, put, register, uniquePng } from "../support/upload-flow";

const POOL = 2;
/** Ten for each connection to the database. */
const AT_ONCE = 10 * POOL;
const TIMES = 10;
const PAUSE_MS = 300;
/** A busy machine may be too slow for those that were taken, which are then told so. */
const ALLOWED = new Set([
  "done",
  "409 registration_in_progress",
  "503 overloaded",
  "503 storage_unavailable",
  "503 database_unavailable",
]);

let app: SecondApp;
let store: FaultProxy;
let program: ApiClient;

beforeAll(async () => {
  const { S3_ENDPOINT } = readEnvironment();
  store = await FaultProxy.to(S3_ENDPOINT);
  app = await startSecondApp({
    DATABASE_POOL_SIZE: String(POOL),
    S3_ENDPOINT: store.address,
    S3_PUBLIC_ENDPOINT: S3_ENDPOINT,
    INLINE_WORKER: "false",
  });
  process.env["SIGNET_URL"] = app.origin;
  program = new ApiClient(app.origin, (await addPerson("editor")).apiKey);
  await addImage(program);
});
afterEach(async () => {
  await store.set({ kind: "pass" });
  await expectInvariants();
});
afterAll(async () => {
  await app.stop();
  await store.stop();
  await removeOwnDatabase();
});

const told = ({ status, body }: Answer): string =>
  status < 300 ? "done" : `${status} ${String(body["code"])}`;
const list = () => program.call("/images?limit=5");
const times = (count: number, ask: () => Promise<Answer>) => Promise.all(Array.from({ length: count }, ask));

describe("Ten times as many requests as a process works on at once", () => {
  it("are answered or told to ask again, and afterwards everybody is answered", async () => {
    // What takes long enough for all of them to be there at the same time.
    const uploads = await Promise.all(Array.from({ length: AT_ONCE }, () => presign(program)));
    await Promise.all(uploads.map(async (upload) => put(upload, await uniquePng())));
    await store.set({ kind: "slow", delayMs: 200 });
    const keys = Array.from({ length: TIMES }, () => uploads.map(({ key }) => key)).flat();

    const answers = await Promise.all(keys.map((key) => register(program, key)));
    await store.set({ kind: "pass" });

    const outcomes = new Set(answers.map(told));
    expect(outcomes).toContain("503 overloaded");
    expect(outcomes.difference(ALLOWED)).toEqual(new Set());
    const taken = answers.filter((answer) => told(answer) !== "503 overloaded");
    expect(taken.length).toBeGreaterThanOrEqual(AT_ONCE);
    for (const { status, headers } of answers)
      if (status === 503) expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    for (const { key } of uploads) expect((await registerPatiently(program, key)).status).toBe(200);
  });

  it("that only read are all answered in the end, when they ask again after a pause", async () => {
    const refusals = new Set<string>();
    const insist = async () => {
      for (let answer = await list(); ; answer = await list()) {
        if (answer.status === 200) return answer;
        refusals.add(told(answer));
        await sleep(PAUSE_MS);
      }
    };

    const answers = await times(AT_ONCE * TIMES, insist);

    expect(answers.map(told)).toEqual(Array(AT_ONCE * TIMES).fill("done"));
    expect(refusals.difference(ALLOWED)).toEqual(new Set());
    expect((await times(AT_ONCE, list)).map(told)).toEqual(Array(AT_ONCE).fill("done"));
  });
});

describe("Registrations that a silent store holds up, as many as there may be", () => {
  it("have further ones refused at once, and nobody who reads or presigns", async () => {
    const uploads = await Promise.all(Array.from({ length: AT_ONCE }, () => presign(program)));
    await Promise.all(uploads.map(async (upload) => put(upload, await uniquePng())));
    await store.set({ kind: "hang" });
    const waiting = Promise.all(uploads.map(({ key }) => register(program, key)));
    const oneMore = async () => told(await register(program, uploads[0]?.key ?? ""));
    await expect.poll(oneMore, { interval: 50 }).toBe("503 overloaded");

    const readers = await times(AT_ONCE, list);
    const presigned = await presign(program);
    await store.set({ kind: "pass" });

    expect(readers.map(told)).toEqual(Array(AT_ONCE).fill("done"));
    expect(presigned.method).toBe("PUT");
    await waiting;
    for (const { key } of uploads)
      expect([200, 201]).toContain((await registerPatiently(program, key)).status);
  });
});
