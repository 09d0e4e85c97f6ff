// Uploads that nobody finishes, and attempts at registering that die half-way. Clocks are moved in the database.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse } from "@/lib/contracts/image";
import { hasObject, writeObject } from "../support/bucket";
import { sql } from "../support/database";
import { drain } from "../support/drain";
import { expectInvariants } from "../support/invariants";
import { endWritability, expireUpload, ledgerOf, stateOf } from "../support/ledger";
import { addPerson, type Person } from "../support/people";
import { presign, put, register, uniquePng } from "../support/upload-flow";

let editor: Person;

beforeAll(async () => {
  editor = await addPerson("editor");
});
afterAll(expectInvariants);

describe("An abandoned upload", () => {
  it("that was never put expires, and its key is forgotten when its URL has ended", async () => {
    const { key, uploadId } = await presign(editor.program);
    await expireUpload(uploadId);
    await drain();
    expect(await stateOf(uploadId)).toBe("expired");
    expect(await ledgerOf(key)).toEqual([{ state: "dead" }]);

    await endWritability(key);
    await drain();
    expect(await ledgerOf(key)).toEqual([]);
  });

  it("that was put and never registered expires, and its object is removed", async () => {
    const upload = await presign(editor.program);
    await put(upload, await uniquePng());
    await drain();
    expect(await hasObject(upload.key)).toBe(true);

    await expireUpload(upload.uploadId);
    await drain();

    expect(await hasObject(upload.key)).toBe(false);
    expect(await register(editor.program, upload.key)).toMatchObject({
      status: 410,
      body: { code: "upload_expired" },
    });
  });

  it("is left alone by the sweep until it expires, and can be registered until then", async () => {
    const upload = await presign(editor.program);
    await put(upload, await uniquePng());
    await sql(`UPDATE "Upload" SET "createdAt" = now() - interval '1 hour' WHERE "id" = $1`, [
      upload.uploadId,
    ]);
    await drain();
    expect((await register(editor.program, upload.key)).status).toBe(201);
  });
});

describe("An attempt that died", () => {
  /** What a process killed in the middle of registering leaves: a lease, an announced key, and perhaps its object. */
  async function leaveAttempt(
    leaseUntil: string,
  ): Promise<{ uploadId: string; key: string; attemptKey: string }> {
    const upload = await presign(editor.program);
    await put(upload, await uniquePng());
    const imageId = crypto.randomUUID();
    const attemptKey = `images/${imageId}/${crypto.randomUUID()}/original.png`;
    await sql(
      `UPDATE "Upload" SET "state" = 'registering', "attempt" = 1, "leaseUntil" = now() + $2::interval WHERE "id" = $1`,
      [upload.uploadId, leaseUntil],
    );
    await sql(
      `INSERT INTO "StoredObject" ("key", "state", "uploadId", "imageId", "writableUntil", "updatedAt")
       VALUES ($1, 'intent', $2, $3, now() + interval '15 minutes', now())`,
      [attemptKey, upload.uploadId, imageId],
    );
    await writeObject(attemptKey, await uniquePng());
    return { uploadId: upload.uploadId, key: upload.key, attemptKey };
  }

  it("keeps others out while its lease lasts, and nothing of it is removed", async () => {
    const { key, uploadId, attemptKey } = await leaveAttempt("1 minute");
    await drain();
    expect(await register(editor.program, key)).toMatchObject({ body: { code: "registration_in_progress" } });
    expect(await hasObject(attemptKey)).toBe(true);

    await sql(`UPDATE "Upload" SET "leaseUntil" = now() - interval '1 second' WHERE "id" = $1`, [uploadId]);
    expect((await register(editor.program, key)).status).toBe(201);
  });

  it("is retaken by the next request once its lease is over, and its key is removed", async () => {
    const { key, attemptKey } = await leaveAttempt("-1 second");

    const { image } = imageResponse.parse((await register(editor.program, key)).body);
    await drain();

    expect(await hasObject(attemptKey)).toBe(false);
    expect(await hasObject(image.key)).toBe(true);
    await expectInvariants();
  });

  it("is let go of by the sweep once its lease is over, and its upload can be registered still", async () => {
    const { key, uploadId, attemptKey } = await leaveAttempt("-1 second");

    await drain();

    expect(await stateOf(uploadId)).toBe("issued");
    expect(await hasObject(attemptKey)).toBe(false);
    expect((await register(editor.program, key)).status).toBe(201);
  });

  it("that wakes up late and writes its key once more has it removed once more", async () => {
    const { attemptKey } = await leaveAttempt("-1 second");
    await drain();
    await writeObject(attemptKey, await uniquePng());

    await endWritability(attemptKey);
    await drain();

    expect(await hasObject(attemptKey)).toBe(false);
    expect(await ledgerOf(attemptKey)).toEqual([]);
  });

  it("takes an upload whose time is over with it", async () => {
    const { key, uploadId, attemptKey } = await leaveAttempt("-1 second");
    await expireUpload(uploadId);

    await drain();

    expect(await stateOf(uploadId)).toBe("expired");
    expect([await hasObject(key), await hasObject(attemptKey)]).toEqual([false, false]);
  });
});
