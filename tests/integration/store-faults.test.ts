// The image store refuses, hangs, resets or crawls, or loses its answers. What needs it says so in time; what does not
// goes on; and nothing is half-done afterwards.
import "../support/own-services";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { imageResponse } from "@/lib/contracts/image";
import { problemSchema } from "@/lib/contracts/problem";
import { ApiClient } from "../support/api-client";
import { hasObject } from "../support/bucket";
import { sql, sqlOne } from "../support/database";
import { readEnvironment } from "../support/environment";
import { expectRecovery, type FaultBench, startFaultBench, timed } from "../support/fault-bench";
import type { Fault } from "../support/fault-proxy";
import { makeRemovalsDue } from "../support/ledger";
import { LIMIT_SECONDS } from "../support/patience";
import { addPerson, type Person, signInAs } from "../support/people";
import { addImage, presign, put, register, uniquePng } from "../support/upload-flow";

const UNREGISTERED = new Set(["storage_unavailable", "registration_in_progress"]);
const file = { filename: "a.png", filetype: "image/png" };

let bench: FaultBench;
let editor: Person;
let program: ApiClient;

beforeAll(async () => {
  bench = await startFaultBench();
  editor = await addPerson("editor");
  program = new ApiClient(bench.app.origin, editor.apiKey);
  // The first request of a process loads code; what is timed below is not that.
  await addImage(program);
});
afterEach(() => bench.heal());
afterAll(async () => {
  await expectRecovery();
  await bench.stop();
});

async function putUpload() {
  const upload = await presign(program);
  await put(upload, await uniquePng());
  return upload;
}

const faults: readonly (readonly [name: string, fault: Fault])[] = [
  ["refuses connections", { kind: "refuse" }],
  ["never answers", { kind: "hang" }],
  ["resets connections", { kind: "reset" }],
  ["answers after four seconds", { kind: "slow", delayMs: 4_000 }],
];

describe.each(faults)("While the store %s", (_name, fault) => {
  it("registering answers 503 in time, changes nothing, and works afterwards", async () => {
    const [one, ...many] = await Promise.all(Array.from({ length: 11 }, putUpload));
    const key = one?.key ?? "";
    const images = many.map((upload) => ({ ...file, key: upload.key }));
    await bench.store.set(fault);

    const [single, batch, health] = await Promise.all([
      timed(program, "/images", { json: { ...file, key } }),
      timedBatch(images),
      timed(program, "/api/health"),
    ]);
    await bench.heal();
    const keys = [key, ...many.map((upload) => upload.key)];
    const states = () =>
      sql(`SELECT DISTINCT "state"::text FROM "Upload" WHERE "stagingKey" = ANY($1)`, [keys]);
    // A busy machine may have been cut short by the deadline of the request, and gives its leases back a moment later.
    await expect.poll(states).toEqual([{ state: "issued" }]);
    const again = await Promise.all([one, ...many].map((upload) => register(program, upload?.key ?? "")));

    expect(single).toMatchObject({ status: 503, code: "storage_unavailable" });
    expect(Number(single.retryAfter)).toBeGreaterThan(0);
    expect(health.status).toBe(503);
    // Those that had not begun when time was up are said to be so.
    expect(batch.codes.slice(0, 6)).toEqual(Array(6).fill("storage_unavailable"));
    expect(new Set(batch.codes).difference(UNREGISTERED)).toEqual(new Set());
    expect(Math.max(single.seconds, batch.seconds, health.seconds)).toBeLessThan(LIMIT_SECONDS);
    expect(again.map(({ status }) => status)).toEqual(Array(11).fill(201));
  });

  it("all that needs the database alone goes on: lists, signed URLs, presigned uploads, changes, deletions", async () => {
    const [{ image }, { image: doomed }] = [await addImage(program), await addImage(program)];
    const browser = await signInAs(editor, bench.app.origin);
    await bench.store.set(fault);

    const answers = await Promise.all([
      timed(program, "/images"),
      timed(program, `/images/${image.id}`),
      timed(program, `/images/${image.id}/signed-url`),
      timed(program, `/images/${image.id}/content`),
      timed(program, "/images/signed-urls", { json: { ids: [image.id] } }),
      timed(program, "/images/presign-upload", { json: file }),
      timed(program, "/images/presign-uploads", { json: { files: [file] } }),
      timed(program, `/images/${image.id}`, { method: "PATCH", json: { alt: "Still here" } }),
      timed(program, `/images/${doomed.id}`, { method: "DELETE" }),
      timed(browser, "/admin"),
      timed(new ApiClient(bench.app.origin), "/"),
    ]);

    const statuses = answers.map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200, 302, 200, 200, 200, 200, 204, 200, 200]);
    expect(Math.max(...answers.map(({ seconds }) => seconds))).toBeLessThan(LIMIT_SECONDS);
    if (fault.kind !== "slow") expect(await hasObject(doomed.key)).toBe(true);
    await bench.heal();
    await expectRecovery();
    expect(await hasObject(doomed.key)).toBe(false);
  });
});

describe("While the store is away", () => {
  it("twenty registrations that wait for it hold up nobody else", async () => {
    const uploads = await Promise.all(Array.from({ length: 20 }, putUpload));
    await bench.store.set({ kind: "hang" });
    let over = 0;
    const waiting = Promise.all(uploads.map(({ key }) => register(program, key).finally(() => (over += 1))));
    await sleep(300);

    const lists = await Promise.all(Array.from({ length: 10 }, () => timed(program, "/images?limit=5")));
    const overBefore = over;
    await bench.heal();

    expect(lists.map(({ status }) => status)).toEqual(Array(10).fill(200));
    // Had the registrations held on to the database's connections, these would have come after them.
    expect(overBefore).toBe(0);
    expect((await waiting).filter(({ status }) => status !== 201 && status !== 503)).toEqual([]);
  });

  it("the scheduler's route answers in time, and no dead object is given up for it", async () => {
    const { image } = await addImage(program);
    await bench.store.set({ kind: "hang" });
    await program.call(`/images/${image.id}`, { method: "DELETE" });

    const { CRON_SECRET } = readEnvironment();
    const headers = { authorization: `Bearer ${CRON_SECRET}` };
    const answer = await timed(new ApiClient(bench.app.origin), "/api/cron/drain", { headers });

    expect(answer.status).toBe(200);
    expect(answer.seconds).toBeLessThan(LIMIT_SECONDS);
    const row = await sqlOne(
      `SELECT "state"::text, "tries", "parkedAt" FROM "StoredObject" WHERE "key" = $1`,
      [image.key],
    );
    expect(row).toEqual({ state: "dead", tries: 0, parkedAt: null });
    expect(await hasObject(image.key)).toBe(true);
  });

  it("what is deleted waits for it, and goes with the next job once it is back", async () => {
    const [{ image: first }, { image: second }] = [await addImage(program), await addImage(program)];
    await bench.store.set({ kind: "refuse" });
    await program.call(`/images/${first.id}`, { method: "DELETE" });
    const waits = `SELECT "removeAt" > now() + interval '10 seconds' AS waits FROM "StoredObject" WHERE "key" = $1`;
    await expect.poll(() => sqlOne(waits, [first.key])).toEqual({ waits: true });

    await bench.heal();
    await makeRemovalsDue();
    await program.call(`/images/${second.id}`, { method: "DELETE" });

    const left = async () => [await hasObject(first.key), await hasObject(second.key)];
    await expect.poll(left).toEqual([false, false]);
  });
});

describe("When the store's answer is lost", () => {
  it("after a copy, the copy is removed and the next try registers", async () => {
    const upload = await putUpload();
    await bench.store.set({ kind: "lose-answers", to: "x-amz-copy-source" });

    const lost = await timed(program, "/images", { json: { ...file, key: upload.key } });
    await bench.heal();

    expect(lost).toMatchObject({ status: 503, code: "storage_unavailable" });
    const attempts = await sql<{ key: string }>(
      `SELECT "key" FROM "StoredObject" WHERE "uploadId" = $1 AND "key" LIKE 'images/%'`,
      [upload.uploadId],
    );
    expect(attempts).toHaveLength(1);
    const { image } = imageResponse.parse((await register(program, upload.key)).body);
    await expectRecovery();
    expect(await hasObject(attempts[0]?.key ?? "")).toBe(false);
    expect(await hasObject(image.key)).toBe(true);
  });

  it("after a removal, it is asked again and counts as removed", async () => {
    const { image } = await addImage(program);
    await bench.store.set({
      kind: "lose-answers",
      to: `DELETE /${readEnvironment().S3_BUCKET}/${image.key}`,
    });
    await program.call(`/images/${image.id}`, { method: "DELETE" });
    await expect.poll(() => hasObject(image.key)).toBe(false);

    await bench.heal();
    await expectRecovery();
  });
});

async function timedBatch(images: readonly object[]): Promise<{ codes: string[]; seconds: number }> {
  const start = performance.now();
  const { body } = await program.call("/images/registrations", { json: { images } });
  const answers = z.object({ images: z.array(problemSchema) }).parse(body).images;
  return { codes: answers.map(({ code }) => code), seconds: (performance.now() - start) / 1000 };
}
