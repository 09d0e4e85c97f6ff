// The decoder dies, the image goes, the store is away: nothing is lost, nothing stays behind, and the next image gets
// its variants. The job runs in this process, with the real child, so that its death can be brought about.
import { removeOwnDatabase } from "../support/own-services";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLineOf } from "@/dev/processes";
import { db } from "@/lib/db/client";
import { remakeMissingVariants } from "@/lib/db/variants/variant-rebuilds";
import { proveEditor, type EditorViewer } from "@/lib/images/viewer";
import { makeVariants } from "@/lib/operations/delivery/make-variants";
import { rebuildVariants } from "@/lib/operations/delivery/rebuild-variants";
import { presignUploads } from "@/lib/operations/uploads/presign-uploads";
import { registerImages } from "@/lib/operations/uploads/register-images";
import { removeDeadObjects } from "@/lib/operations/housekeeping/remove-dead-objects";
import { VariantMaker } from "@/lib/variants/variant-maker";
import { ApiClient } from "../support/api-client";
import { listObjects, removeObject } from "../support/bucket";
import { sql, sqlOne } from "../support/database";
import { findViolations } from "../support/invariants";
import { addPerson } from "../support/people";
import { samplePicture } from "../support/sample-images";
import { startSecondApp } from "../support/second-app";
import { addImage, put } from "../support/upload-flow";
import { awaitVariants, variantKeys } from "../support/variants";

const MEBIBYTE = 1024 * 1024;
let viewer: EditorViewer;
let slowPhoto: Buffer;

beforeAll(async () => {
  const person = await addPerson("editor");
  const proof = proveEditor({ kind: "user", id: person.id, role: "editor" });
  if (proof === null) throw new Error("An editor is an editor.");
  viewer = proof;
  // Takes the decoder long enough to be killed over it.
  slowPhoto = await samplePicture({ widthPx: 2400, heightPx: 1800 }).blur(6).jpeg({ quality: 60 }).toBuffer();
});
afterAll(async () => {
  expect(await findViolations()).toEqual([]);
  await db().$disconnect();
  await removeOwnDatabase();
});

/** Takes a file all the way without an app, whose worker would be quicker than the test. */
async function register(bytes: Uint8Array, filetype = "image/jpeg"): Promise<string> {
  const files = [{ filename: "a.jpg", filetype, size: bytes.byteLength, onDuplicate: "allow" as const }];
  const [upload] = await presignUploads({ viewer, files });
  if (upload === undefined || upload instanceof Error || !("url" in upload))
    throw new Error("Not presigned.");
  await put(upload, bytes);
  const [registered] = await registerImages({
    viewer,
    registrations: [{ key: upload.key, filename: "a.jpg" }],
  });
  if (registered === undefined || registered instanceof Error)
    throw new Error("Not registered.", { cause: registered });
  return registered.image.id;
}

const jobOf = (id: string) =>
  sqlOne<{ state: string; tries: number; problem: string | null }>(
    `SELECT "state"::text, "tries", "problem" FROM "VariantJob" WHERE "imageId" = $1`,
    [id],
  );
const makeDue = (id: string) => sql(`UPDATE "VariantJob" SET "dueAt" = now() WHERE "imageId" = $1`, [id]);

/** The decoders that this process has running. */
function decoders(): number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).trim().split("\n");
  return rows.flatMap((row) => {
    const [, pid, parent, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    return Number(parent) === process.pid && args.includes("variants/child/main.ts") ? [Number(pid)] : [];
  });
}

/** What it was started with, as the system tells it. */
function describeProcess(pid: number): { environment: string; commandLine: string } {
  const args =
    process.platform === "linux" ? ["eww", "-o", "args=", "-p"] : ["-E", "-ww", "-o", "command=", "-p"];
  const environment = execFileSync("ps", [...args, String(pid)], { encoding: "utf8" });
  return { environment, commandLine: commandLineOf(pid) };
}

async function awaitDecoder(): Promise<number> {
  for (;;) {
    const [pid] = decoders();
    if (pid !== undefined) return pid;
    await sleep(10);
  }
}

describe("An image over which the decoder is killed", () => {
  it("is tried again, and given up after the third time with the reason; the next image gets its variants", async () => {
    const id = await register(slowPhoto);
    for (const tries of [1, 2, 3]) {
      const run = makeVariants({ variantMakers: [new VariantMaker()] });
      const pid = await awaitDecoder();
      await sleep(150);
      process.kill(pid, "SIGKILL");
      await run;
      expect((await jobOf(id)).tries).toBe(tries);
      await makeDue(id);
    }
    expect(await jobOf(id)).toMatchObject({ state: "failed", problem: expect.stringContaining("SIGKILL") });
    const next = await register(await samplePicture({ widthPx: 40, heightPx: 30 }).jpeg().toBuffer());
    await makeVariants({});
    expect((await jobOf(next)).state).toBe("ready");
  });
});

it("gives the decoder none of this process's secrets, and no network or file to write", async () => {
  const id = await register(slowPhoto);
  const run = makeVariants({ variantMakers: [new VariantMaker()] });
  const { environment, commandLine } = describeProcess(await awaitDecoder());
  await run;

  expect((await jobOf(id)).state).toBe("ready");
  const { DATABASE_URL, AWS_SECRET_ACCESS_KEY, NEXTAUTH_SECRET } = process.env;
  for (const secret of [DATABASE_URL, AWS_SECRET_ACCESS_KEY, NEXTAUTH_SECRET]) {
    expect(secret?.length).toBeGreaterThan(8);
    expect(environment).not.toContain(secret);
  }
  expect(commandLine).toContain("--permission");
  expect(commandLine).not.toMatch(/--allow-(?:fs-write|net|child-process|worker)/);
});

describe("An image that would take more than the decoder may have", () => {
  it("of memory is given up after three tries, and this process goes on", async () => {
    const id = await register(slowPhoto);
    const variantMakers = [new VariantMaker({ memoryBytes: 200 * MEBIBYTE })];
    for (let count = 0; count < 3; count += 1) {
      await makeVariants({ variantMakers });
      await makeDue(id);
    }
    expect((await jobOf(id)).state).toBe("failed");
  });

  it("of time as well", async () => {
    const id = await register(slowPhoto);
    await makeVariants({ variantMakers: [new VariantMaker({ answerMs: 50 })] });
    expect(await jobOf(id)).toMatchObject({ state: "pending", tries: 1 });
    await makeDue(id);
    await makeVariants({});
    expect((await jobOf(id)).state).toBe("ready");
  });
});

describe("While an image is being made", () => {
  const filesOf = async (id: string) => [...(await variantKeys(id)).keys()];
  const awaitFirst = (id: string) =>
    expect.poll(() => filesOf(id), { timeout: 30_000, interval: 10 }).toEqual(["w320.webp", "w640.webp"]);

  it("the pictures of a grid are there before the rest, and stay when the decoder dies over that", async () => {
    const id = await register(slowPhoto);
    const run = makeVariants({ variantMakers: [new VariantMaker()] });
    await awaitFirst(id);
    const first = await variantKeys(id);
    expect((await jobOf(id)).state).toBe("pending");
    decoders().forEach((pid) => process.kill(pid, "SIGKILL"));
    await run;
    expect([await jobOf(id), await variantKeys(id)]).toMatchObject([{ state: "pending", tries: 1 }, first]);
    expect(await findViolations()).toEqual([]);

    await makeDue(id);
    await makeVariants({});
    const all = await variantKeys(id);
    expect((await jobOf(id)).state).toBe("ready");
    expect([...all.keys()]).toEqual(
      expect.arrayContaining(["w320.webp", "w640.webp", "w1280.webp", "w2560.webp"]),
    );
    await removeDeadObjects({});
    const objects = await listObjects(`images/${id}/`);
    for (const [file, key] of first)
      expect([objects.has(key), all.get(file) === key]).toEqual([false, false]);
  });

  it("what was shown of it already goes when its URLs are revoked, and nothing of the rest comes after", async () => {
    const id = await register(slowPhoto);
    const run = makeVariants({ variantMakers: [new VariantMaker()] });
    await awaitFirst(id);
    await sql(`UPDATE "VariantJob" SET "dueAt" = now() + interval '1 hour' WHERE "imageId" <> $1`, [id]);
    const { objectKey } = await sqlOne<{ objectKey: string }>(
      `SELECT "objectKey" FROM "Image" WHERE "id" = $1`,
      [id],
    );
    // The new key leads nowhere, so that nothing new is made of it either.
    await sql(`UPDATE "Image" SET "objectKey" = 'images/elsewhere' WHERE "id" = $1`, [id]);
    await run;
    expect(await filesOf(id)).toEqual([]);
    await sql(`UPDATE "Image" SET "objectKey" = $2 WHERE "id" = $1`, [id, objectKey]);
    await removeDeadObjects({});
    expect([...(await listObjects(`images/${id}/`)).keys()]).toEqual([objectKey]);
    await sql(`DELETE FROM "Image" WHERE "id" = $1`, [id]);
  });

  it("another one gets its variants, also when the decoder of the first hangs", async () => {
    const hanging = await register(slowPhoto);
    const variantMakers = [new VariantMaker({ answerMs: 8_000 }), new VariantMaker()];
    const run = makeVariants({ variantMakers: variantMakers.slice(0, 1) });
    const pid = await awaitDecoder();
    await sleep(100);
    process.kill(pid, "SIGSTOP");
    const next = await register(await samplePicture({ widthPx: 41, heightPx: 30 }).jpeg().toBuffer());
    expect(await makeVariants({ variantMakers })).toBe(1);
    expect([(await jobOf(next)).state, (await jobOf(hanging)).state]).toEqual(["ready", "pending"]);
    // Nobody is free: whoever asks need not wait.
    expect(await makeVariants({ variantMakers: variantMakers.slice(0, 1) })).toBe(0);
    await run;
    expect(await jobOf(hanging)).toMatchObject({ state: "pending", tries: 1 });
    await sql(`DELETE FROM "Image" WHERE "id" = $1`, [hanging]);
  });
});

it("fails what no decoder can read at once, and does not try it again", async () => {
  const whole = await samplePicture({ widthPx: 300, heightPx: 200 }).png().toBuffer();
  const damaged = Buffer.from(whole).fill(0xa5, 200, 4_000);
  const id = await register(damaged, "image/png");
  await makeVariants({});
  const { state, problem } = await jobOf(id);
  expect([state, problem !== null]).toEqual(["failed", true]);
});

it("counts a try when the original is gone", async () => {
  const id = await register(await samplePicture({ widthPx: 30, heightPx: 30 }).jpeg().toBuffer());
  const { objectKey } = await sqlOne<{ objectKey: string }>(
    `SELECT "objectKey" FROM "Image" WHERE "id" = $1`,
    [id],
  );
  await removeObject(objectKey);
  await makeVariants({});
  expect(await jobOf(id)).toMatchObject({ state: "pending", tries: 1 });
  await sql(`DELETE FROM "Image" WHERE "id" = $1`, [id]);
});

it("leaves nothing of an image that is deleted while its variants are made", async () => {
  const id = await register(slowPhoto);
  const run = makeVariants({});
  await sleep(400);
  await sql(`DELETE FROM "Image" WHERE "id" = $1`, [id]);
  await run;
  await removeDeadObjects({});
  expect([...(await listObjects(`images/${id}/`)).keys()]).toEqual([]);
  const alive = await sql(`SELECT "key" FROM "StoredObject" WHERE "imageId" = $1 AND "state" <> 'dead'`, [
    id,
  ]);
  expect(alive).toEqual([]);
});

it("lets go of what a process had announced that died in the middle", async () => {
  const id = await register(await samplePicture({ widthPx: 33, heightPx: 30 }).jpeg().toBuffer());
  const [attempt, key] = [randomUUID(), (part: string) => `images/${id}/${part}/w320.webp`];
  await sql(`UPDATE "VariantJob" SET "attempt" = $2, "tries" = 1 WHERE "imageId" = $1`, [id, attempt]);
  await sql(
    `INSERT INTO "StoredObject" ("key", "state", "imageId", "writableUntil", "updatedAt") VALUES ($2, 'intent', $1, now(), now())`,
    [id, key(attempt)],
  );
  await makeVariants({});
  expect((await jobOf(id)).state).toBe("ready");
  expect(await sql(`SELECT "state"::text FROM "StoredObject" WHERE "key" = $1`, [key(attempt)])).toEqual([
    { state: "dead" },
  ]);
  await removeDeadObjects({});
});

describe("Variants that are there", () => {
  const keysOf = async (id: string) => [...(await variantKeys(id)).values()];

  it("stay while they are made anew by a newer recipe, and go when theirs have taken over", async () => {
    const id = await register(await samplePicture({ widthPx: 34, heightPx: 30 }).jpeg().toBuffer());
    await makeVariants({});
    await sql(`DELETE FROM "Image" WHERE "id" <> $1`, [id]);
    expect(await rebuildVariants({ scope: "outdated" })).toBe(0);
    expect(await rebuildVariants({ scope: "all" })).toBe(1);
    const before = await keysOf(id);
    expect([before.length, (await jobOf(id)).state]).toEqual([1, "pending"]);
    await makeVariants({});
    const after = await keysOf(id);
    expect([after.length, (await jobOf(id)).state, after[0] === before[0]]).toEqual([1, "ready", false]);
    await removeDeadObjects({});
    const objects = await listObjects(`images/${id}/`);
    expect([objects.has(before[0] ?? ""), objects.has(after[0] ?? "")]).toEqual([false, true]);
  });

  it("are made anew when the bucket has lost one", async () => {
    const id = await register(await samplePicture({ widthPx: 35, heightPx: 30 }).jpeg().toBuffer());
    await makeVariants({});
    const lost = await keysOf(id);
    await removeObject(lost[0] ?? "");
    await remakeMissingVariants(lost);
    await makeVariants({});
    const [key = ""] = await keysOf(id);
    expect([lost.includes(key), (await listObjects(`images/${id}/`)).has(key)]).toEqual([false, true]);
    await removeDeadObjects({});
  });

  it("go, and are made anew, when their image gets another key", async () => {
    const id = await register(await samplePicture({ widthPx: 36, heightPx: 30 }).jpeg().toBuffer());
    await makeVariants({});
    const { objectKey } = await sqlOne<{ objectKey: string }>(
      `SELECT "objectKey" FROM "Image" WHERE "id" = $1`,
      [id],
    );
    await sql(`UPDATE "Image" SET "objectKey" = 'images/elsewhere' WHERE "id" = $1`, [id]);
    expect([await keysOf(id), (await jobOf(id)).state]).toEqual([[], "pending"]);
    await sql(`UPDATE "Image" SET "objectKey" = $2 WHERE "id" = $1`, [id, objectKey]);
    await makeVariants({});
    expect(await keysOf(id)).toHaveLength(1);
    await removeDeadObjects({});
  });
});

it("makes one set of each, however many workers there are", async () => {
  const apps = await Promise.all([startSecondApp({}), startSecondApp({})]);
  try {
    const person = await addPerson("editor");
    const clients = apps.map(({ origin }) => new ApiClient(origin, person.apiKey));
    const bytes = await sharp(slowPhoto).resize(900).jpeg().toBuffer();
    const added = await Promise.all(
      Array.from({ length: 8 }, (_, index) => addImage(clients[index % 2] ?? new ApiClient(), {}, bytes)),
    );
    for (const { image } of added) {
      const view = await awaitVariants(clients[0] ?? new ApiClient(), image.id);
      expect(view.variantState).toBe("ready");
      const kept = await sql(`SELECT FROM "StoredObject" WHERE "imageId" = $1 AND "state" = 'live'`, [
        image.id,
      ]);
      expect(kept).toHaveLength(view.variants.length + 1);
    }
  } finally {
    await Promise.all(apps.map((app) => app.stop()));
  }
});
