// The decoder dies, the image goes, the store is away: nothing is lost, nothing stays behind, and the next image gets
// its variants. The job runs in this process, with the real child, so that its death can be brought about.
import { removeOwnDatabase } from "../support/own-services";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLineOf } from "@/dev/processes";
import { closeDatabase } from "@/lib/db/client";
import { remakeMissingVariants } from "@/lib/db/variants/variant-rebuilds";
import { makeVariants } from "@/lib/operations/delivery/make-variants";
import { rebuildVariants } from "@/lib/operations/delivery/rebuild-variants";
import { removeDeadObjects } from "@/lib/operations/housekeeping/remove-dead-objects";
import { VariantMaker } from "@/lib/variants/variant-maker";
import { projectRoot } from "@/scripts/project-root";
import { makeTemporaryFolder } from "@/scripts/services/temporary-folder";
import { listObjects, removeObject } from "../support/bucket";
import { sql, sqlOne } from "../support/database";
import { findViolations } from "../support/invariants";
import { samplePicture } from "../support/sample-images";
import { awaitDecoder, jobOf, makeDue, registerHere, slowPhoto } from "../support/variant-making";
import { variantKeys } from "../support/variants";

const MEBIBYTE = 1024 * 1024;
let photo: Buffer;

beforeAll(async () => {
  photo = await slowPhoto();
});
afterAll(async () => {
  expect(await findViolations()).toEqual([]);
  await closeDatabase();
  await removeOwnDatabase();
});

/** What it was started with, as the system tells it. */
function describeProcess(pid: number): { environment: string; commandLine: string } {
  const args =
    process.platform === "linux" ? ["eww", "-o", "args=", "-p"] : ["-E", "-ww", "-o", "command=", "-p"];
  const environment = execFileSync("ps", [...args, String(pid)], { encoding: "utf8" });
  return { environment, commandLine: commandLineOf(pid) };
}

describe("An image over which the decoder is killed", () => {
  it("is tried again, and given up after the third time with the reason; the next image gets its variants", async () => {
    const id = await registerHere(photo);
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
    const next = await registerHere(await samplePicture({ widthPx: 40, heightPx: 30 }).jpeg().toBuffer());
    await makeVariants({});
    expect((await jobOf(next)).state).toBe("ready");
  });
});

it("makes variants where the code stands behind links, as that of releases often does", async () => {
  const id = await registerHere(await samplePicture({ widthPx: 40, heightPx: 30 }).jpeg().toBuffer());
  const folder = makeTemporaryFolder();
  for (const name of ["node_modules", "lib"]) symlinkSync(join(projectRoot, name), join(folder.path, name));
  process.chdir(folder.path);
  try {
    await makeVariants({ variantMakers: [new VariantMaker()] });
  } finally {
    process.chdir(projectRoot);
    folder.remove();
  }

  expect(await jobOf(id)).toMatchObject({ state: "ready", problem: null });
});

it("gives the decoder none of this process's secrets, no file to write and no process or thread to start", async () => {
  const id = await registerHere(photo);
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
  expect(commandLine).not.toMatch(/--allow-(?:fs-write|child-process|worker)/);
});

describe("An image that would take more than the decoder may have", () => {
  it("of memory is given up after three tries, and this process goes on", async () => {
    const id = await registerHere(photo);
    const variantMakers = [new VariantMaker({ memoryBytes: 200 * MEBIBYTE })];
    for (let count = 0; count < 3; count += 1) {
      await makeVariants({ variantMakers });
      await makeDue(id);
    }
    expect((await jobOf(id)).state).toBe("failed");
  });

  it("of time as well", async () => {
    const id = await registerHere(photo);
    await makeVariants({ variantMakers: [new VariantMaker({ answerMs: 50 })] });
    expect(await jobOf(id)).toMatchObject({ state: "pending", tries: 1 });
    await makeDue(id);
    await makeVariants({});
    expect((await jobOf(id)).state).toBe("ready");
  });
});

it("fails what no decoder can read at once, and does not try it again", async () => {
  const whole = await samplePicture({ widthPx: 300, heightPx: 200 }).png().toBuffer();
  const damaged = Buffer.from(whole).fill(0xa5, 200, 4_000);
  const id = await registerHere(damaged, "image/png");
  await makeVariants({});
  const { state, problem } = await jobOf(id);
  expect([state, problem !== null]).toEqual(["failed", true]);
});

it("counts a try when the original is gone", async () => {
  const id = await registerHere(await samplePicture({ widthPx: 30, heightPx: 30 }).jpeg().toBuffer());
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
  const id = await registerHere(photo);
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
  const id = await registerHere(await samplePicture({ widthPx: 33, heightPx: 30 }).jpeg().toBuffer());
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
    const id = await registerHere(await samplePicture({ widthPx: 34, heightPx: 30 }).jpeg().toBuffer());
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
    const id = await registerHere(await samplePicture({ widthPx: 35, heightPx: 30 }).jpeg().toBuffer());
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
    const id = await registerHere(await samplePicture({ widthPx: 36, heightPx: 30 }).jpeg().toBuffer());
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
