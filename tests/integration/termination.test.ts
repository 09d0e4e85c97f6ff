// A server that is told to end, as at each deployment, in the middle of what it does: it answers whom it can, and leaves
// to others what it cannot.
import { removeOwnDatabase } from "../support/own-services";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { imageResponse } from "@/lib/contracts/image";
import { type Answer, ApiClient } from "../support/api-client";
import { hasObject } from "../support/bucket";
import { sql } from "../support/database";
import { readEnvironment } from "../support/environment";
import { expectRecovery } from "../support/fault-bench";
import { FaultProxy } from "../support/fault-proxy";
import { stateOf } from "../support/ledger";
import { registerPatiently } from "../support/patient-client";
import { addPerson, type Person } from "../support/people";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { presign, put, register, uniquePng } from "../support/upload-flow";

let editor: Person;
let store: FaultProxy;
/** What is told to end, and what goes on in its place. */
let ending: SecondApp;
let other: SecondApp;

beforeAll(async () => {
  editor = await addPerson("editor");
  store = await FaultProxy.to(readEnvironment().S3_ENDPOINT);
  other = await startSecondApp({ INLINE_WORKER: "false" });
  process.env["SIGNET_URL"] = other.origin;
});
beforeEach(async () => {
  const { S3_ENDPOINT } = readEnvironment();
  ending = await startSecondApp({
    S3_ENDPOINT: store.address,
    S3_PUBLIC_ENDPOINT: S3_ENDPOINT,
    INLINE_WORKER: "true",
  });
});
afterEach(async () => {
  await store.set({ kind: "pass" });
  await ending.stop();
  await expectRecovery();
});
afterAll(async () => {
  await other.stop();
  await store.stop();
  await removeOwnDatabase();
});

/** As a process that a SIGTERM has ended, when it was ready. */
const ENDED_AS_ASKED = 143;

/** A registration that has taken its lease, and waits for the store. */
async function beginRegistration(): Promise<{
  key: string;
  uploadId: string;
  answer: Promise<Answer | null>;
}> {
  const program = new ApiClient(ending.origin, editor.apiKey);
  const upload = await presign(program);
  await put(upload, await uniquePng());
  await store.set({ kind: "slow", delayMs: 500 });
  const answer = register(program, upload.key).catch(() => null);
  await expect.poll(() => stateOf(upload.uploadId), { interval: 20 }).toBe("registering");
  return { ...upload, answer };
}

describe("A server that is told to end in the middle of a registration", () => {
  it("answers it with the image, and ends well", async () => {
    const { answer } = await beginRegistration();

    process.kill(ending.pid, "SIGTERM");

    const told = await answer;
    expect(told?.status).toBe(201);
    expect(await ending.exited).toBe(ENDED_AS_ASKED);
    const { image } = imageResponse.parse(told?.body);
    expect(await hasObject(image.key)).toBe(true);
    const again = new ApiClient(other.origin, editor.apiKey);
    expect((await again.call(`/images/${image.id}`)).status).toBe(200);
  });

  it("and whose clients keep their connections and ask on, ends all the same", async () => {
    const program = new ApiClient(ending.origin, editor.apiKey);
    let isOver = false;
    const askOn = async () => {
      while (!isOver) await program.call("/images?limit=1").catch(() => (isOver = true));
    };
    const clients = Promise.all(Array.from({ length: 4 }, askOn));
    const { answer } = await beginRegistration();

    process.kill(ending.pid, "SIGTERM");

    expect((await answer)?.status).toBe(201);
    expect(await ending.exited).toBe(ENDED_AS_ASKED);
    isOver = true;
    await clients;
  });

  it("for which the store has fallen silent ends all the same, and another server goes on", async () => {
    const { key, uploadId, answer } = await beginRegistration();
    await store.set({ kind: "hang" });

    process.kill(ending.pid, "SIGTERM");

    expect([null, 503]).toContain((await answer)?.status ?? null);
    expect(await ending.exited).toBe(ENDED_AS_ASKED);
    // As if the minute of its lease had passed, should it have been cut off.
    await sql(
      `UPDATE "Upload" SET "leaseUntil" = now() - interval '1 second' WHERE "id" = $1 AND "state" = 'registering'`,
      [uploadId],
    );
    const { status } = await registerPatiently(new ApiClient(other.origin, editor.apiKey), key);
    expect(status).toBe(201);
  });
});
