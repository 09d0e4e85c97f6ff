// Variants come in steps, from several makers: what a grid shows is there first, and nothing holds up the next image.
import { removeOwnDatabase } from "../support/own-services";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse } from "@/lib/contracts/image";
import { closeDatabase } from "@/lib/db/client";
import { makeVariants } from "@/lib/operations/delivery/make-variants";
import { removeDeadObjects } from "@/lib/operations/housekeeping/remove-dead-objects";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import { VariantMaker } from "@/lib/variants/variant-maker";
import { ApiClient } from "../support/api-client";
import { listObjects } from "../support/bucket";
import { sql, sqlOne } from "../support/database";
import { readEnvironment } from "../support/environment";
import { findViolations } from "../support/invariants";
import { addPerson } from "../support/people";
import { samplePicture } from "../support/sample-images";
import { startSecondApp } from "../support/second-app";
import { addImage, presign, put, register } from "../support/upload-flow";
import { awaitDecoder, decoders, jobOf, makeDue, registerHere, slowPhoto } from "../support/variant-making";
import { awaitVariants, variantKeys } from "../support/variants";

let photo: Buffer;
beforeAll(async () => {
  photo = await slowPhoto();
});
afterAll(async () => {
  expect(await findViolations()).toEqual([]);
  await closeDatabase();
  await removeOwnDatabase();
});

describe("While an image is being made", () => {
  const filesOf = async (id: string) => [...(await variantKeys(id)).keys()];
  const awaitFirst = (id: string) =>
    expect.poll(() => filesOf(id), { timeout: 30_000, interval: 10 }).toEqual(["w320.webp", "w640.webp"]);

  it("the pictures of a grid are there before the rest, and stay when the decoder dies over that", async () => {
    const id = await registerHere(photo);
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
    const id = await registerHere(photo);
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

  it("and its key is being exchanged as the rest is committed, nothing is left that nobody knows of", async () => {
    const rival = new pg.Client({ connectionString: readEnvironment().DATABASE_URL });
    await rival.connect();
    const id = await registerHere(photo);
    const { objectKey } = await sqlOne<{ objectKey: string }>(
      `SELECT "objectKey" FROM "Image" WHERE "id" = $1`,
      [id],
    );
    const [written, goOn] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const storage: ObjectStorage = {
      ...s3ObjectStorage,
      write: async (object, options) => {
        const etag = await s3ObjectStorage.write(object, options);
        // All keys of the rest are announced by now.
        if (object.key.includes("w2560.")) {
          written.resolve(undefined);
          await goOn.promise;
        }
        return etag;
      },
    };
    const run = makeVariants({ storage, variantMakers: [new VariantMaker()] });
    await written.promise;
    await rival.query(`BEGIN; UPDATE "Image" SET "objectKey" = 'images/elsewhere' WHERE "id" = '${id}'`);
    const waiting = `SELECT FROM pg_stat_activity WHERE "datname" = current_database() AND "wait_event_type" = 'Lock'`;
    goOn.resolve(undefined);
    await expect.poll(async () => (await sql(waiting)).length, { timeout: 30_000 }).toBe(1);
    await rival.query(`COMMIT`);
    await rival.end();
    await run;

    const unknown = await sql(
      `SELECT "key" FROM "StoredObject" o WHERE "imageId" = $1 AND "state" = 'live' AND "key" <> $2
       AND NOT EXISTS (SELECT FROM "Variant" v WHERE v."objectKey" = o."key")`,
      [id, objectKey],
    );
    expect(unknown).toEqual([]);
    expect(await filesOf(id)).toEqual([]);
    await sql(`UPDATE "Image" SET "objectKey" = $2 WHERE "id" = $1`, [id, objectKey]);
    await sql(`DELETE FROM "Image" WHERE "id" = $1`, [id]);
  });

  it("another one gets its variants, also when the decoder of the first hangs", async () => {
    const hanging = await registerHere(photo);
    const variantMakers = [new VariantMaker({ answerMs: 8_000 }), new VariantMaker()];
    const idle = decoders();
    const run = makeVariants({ variantMakers: variantMakers.slice(0, 1) });
    const pid = await awaitDecoder(idle);
    await sleep(100);
    process.kill(pid, "SIGSTOP");
    const next = await registerHere(await samplePicture({ widthPx: 41, heightPx: 30 }).jpeg().toBuffer());
    expect(await makeVariants({ variantMakers })).toBe(1);
    expect([(await jobOf(next)).state, (await jobOf(hanging)).state]).toEqual(["ready", "pending"]);
    // Nobody is free: whoever asks need not wait.
    expect(await makeVariants({ variantMakers: variantMakers.slice(0, 1) })).toBe(0);
    await run;
    expect(await jobOf(hanging)).toMatchObject({ state: "pending", tries: 1 });
    await sql(`DELETE FROM "Image" WHERE "id" = $1`, [hanging]);
  });
});

describe("The process that decodes", () => {
  it("is started with the presigned picture, and makes the variants of what comes", async () => {
    const app = await startSecondApp({ INLINE_WORKER: "true" });
    try {
      const client = new ApiClient(app.origin, (await addPerson("editor")).apiKey);
      expect(decoders(app.pid)).toEqual([]);
      await presign(client, { filename: "a.pdf", filetype: "application/pdf" });
      expect(decoders(app.pid)).toEqual([]);
      const file = { filename: "a.jpg", filetype: "image/jpeg" };
      const upload = await presign(client, file);
      await expect.poll(() => decoders(app.pid)).toHaveLength(1);
      const started = decoders(app.pid);
      await put(upload, await sharp(photo).resize(300).jpeg().toBuffer());
      const { image } = imageResponse.parse((await register(client, upload.key, file)).body);
      expect((await awaitVariants(client, image.id)).variantState).toBe("ready");
      expect(decoders(app.pid)).toEqual(started);
    } finally {
      await app.stop();
    }
  });

  it("ends when nothing comes", async () => {
    const others = decoders();
    const maker = new VariantMaker({ warmMs: 500 });
    maker.warm();
    expect([maker.isWarm, decoders().length]).toEqual([true, others.length + 1]);
    await expect.poll(() => decoders().filter((pid) => !others.includes(pid))).toEqual([]);
    expect(maker.isWarm).toBe(false);
  });
});

it("makes one set of each, however many workers there are", async () => {
  const apps = await Promise.all([startSecondApp({}), startSecondApp({})]);
  try {
    const person = await addPerson("editor");
    const clients = apps.map(({ origin }) => new ApiClient(origin, person.apiKey));
    const bytes = await sharp(photo).resize(900).jpeg().toBuffer();
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
