// The program that looks for broken promises finds each of them: here every one is broken on purpose.
import { removeOwnDatabase } from "../support/own-services";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkInvariants } from "@/scripts/invariants/check-invariants";
import { Journal, type JournalEvent } from "@/scripts/invariants/journal";
import { openBucket } from "@/scripts/s3/bucket-client";
import { headObject, removeObject, writeObject } from "../support/bucket";
import { sql } from "../support/database";
import { findViolations } from "../support/invariants";
import { addPerson } from "../support/people";
import { sha256Of } from "../support/upload-flow";

const folder = mkdtempSync(join(tmpdir(), "signet-invariants-"));
const bytes = Buffer.from("These are the bytes of a picture.");
let ownerId: string;

beforeAll(async () => {
  ownerId = (await addPerson()).id;
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await removeOwnDatabase();
});

/** An image, its upload and its object, as a registration leaves them. */
async function addWholeImage(): Promise<{ id: string; key: string; uploadId: string; stagingKey: string }> {
  const [id, uploadId] = [randomUUID(), randomUUID()];
  const key = `images/${id}/${randomUUID()}/original.png`;
  const stagingKey = `uploads/${randomUUID()}`;
  await writeObject(key, bytes);
  const etag = (await headObject(key))?.ETag;
  await sql(
    `INSERT INTO "Upload" ("id", "ownerId", "stagingKey", "state", "filename", "filetype", "imageId", "expiresAt", "updatedAt")
     VALUES ($1, $2, $3, 'registered', 'a.png', 'image/png', $4, now() + interval '1 hour', now())`,
    [uploadId, ownerId, stagingKey, id],
  );
  await sql(
    `INSERT INTO "Image" ("id", "uploadId", "objectKey", "etag", "filename", "filetype", "size", "sha256", "uploadedById", "updatedAt")
     VALUES ($1, $2, $3, $4, 'a.png', 'image/png', $5, $6, $7, now())`,
    [id, uploadId, key, etag, bytes.byteLength, sha256Of(bytes), ownerId],
  );
  await announce(key, "live", uploadId, id);
  return { id, key, uploadId, stagingKey };
}

function announce(key: string, state: string, uploadId: string | null, imageId: string | null) {
  return sql(
    `INSERT INTO "StoredObject" ("key", "state", "uploadId", "imageId", "writableUntil", "updatedAt")
     VALUES ($1, $2::"ObjectState", $3, $4, now() - interval '1 second', now())`,
    [key, state, uploadId, imageId],
  );
}

function write(...events: JournalEvent[]): string {
  const journal = new Journal(join(folder, randomUUID()));
  for (const event of events) journal.write(event);
  return journal.file;
}

async function expectOnly(violation: string, journal?: string): Promise<void> {
  const found = await findViolations(journal);
  expect(found.filter((line) => !line.includes(violation))).toEqual([]);
  expect(found).toHaveLength(1);
}

it("finds nothing where all is well, and says how much it looked at", async () => {
  const { id, key } = await addWholeImage();
  const sha256 = sha256Of(bytes);
  const journal = write(
    { event: "image", imageId: id, sha256 },
    { event: "served", imageId: id, sha256 },
    { event: "signed", imageId: id, key },
  );
  const bucket = openBucket();

  const report = await checkInvariants({
    databaseUrl: process.env["DATABASE_URL"] ?? "",
    bucket,
    readBytes: true,
    journal,
  });

  bucket.client.destroy();
  expect(report.violations).toEqual([]);
  const checked = report.rows().map((row) => row.checked);
  expect(checked.map((count) => count > 0)).toEqual([true, true, true, false, true, true, false, false]);
  expect(report.describe()).toContain("1  An acknowledged image is never lost");
});

describe("An image", () => {
  it("whose object is gone breaks the first invariant", async () => {
    const { key } = await addWholeImage();
    await removeObject(key);
    await expectOnly(`1: a live key has its object: ${key}`);
    await writeObject(key, bytes);
  });

  it("whose object holds other bytes of the same length breaks it too", async () => {
    const { key } = await addWholeImage();
    await writeObject(key, Buffer.from(bytes).fill("x"));
    await expectOnly(`2: an object has the ETag it was verified with: ${key}`);
    await sql(`UPDATE "Image" SET "etag" = $2 WHERE "objectKey" = $1`, [key, (await headObject(key))?.ETag]);
    await expectOnly(`1: an object has the SHA-256 of its row: ${key}`);
    await writeObject(key, bytes);
    await sql(`UPDATE "Image" SET "etag" = $2 WHERE "objectKey" = $1`, [key, (await headObject(key))?.ETag]);
  });

  it("that a client was told of and that is gone, or came back after its deletion, is found by the journal", async () => {
    const sha256 = sha256Of(bytes);
    const lost = randomUUID();
    await expectOnly(
      `1: an image that a client was told of is there: ${lost}`,
      write({ event: "image", imageId: lost, sha256 }),
    );
    const { id } = await addWholeImage();
    await expectOnly(
      `4: a deleted image is gone: ${id}`,
      write({ event: "deleting", imageId: id }, { event: "deleted", imageId: id }),
    );
    await expectOnly(
      `2: an image was always told and served with the same SHA-256: ${id}`,
      write(
        { event: "image", imageId: id, sha256 },
        { event: "served", imageId: id, sha256: sha256Of(Buffer.from("b")) },
      ),
    );
    await expectOnly(
      `5: a signed URL is for a key of its image: uploads/1`,
      write({ event: "signed", imageId: id, key: "uploads/1" }),
    );
  });
});

describe("The bucket", () => {
  it("may hold nothing that the ledger does not know, or that it has let go", async () => {
    // A key that sorts differently by its bytes than by its characters.
    const stray = `images/\u{1F600}/${randomUUID()}`;
    await writeObject(stray, bytes);
    await expectOnly(`3: an object is in the ledger: ${stray}`);
    await removeObject(stray);

    const dead = `images/${randomUUID()}/${randomUUID()}/original.png`;
    await writeObject(dead, bytes);
    await announce(dead, "dead", null, null);
    await expectOnly(`3: a dead key has no object: ${dead}`);
    await removeObject(dead);
  });
});

describe("The rows", () => {
  it("may not charge more or less than there is, nor let an upload expire before its time", async () => {
    await sql(`UPDATE "User" SET "imageBytes" = "imageBytes" + 1 WHERE "id" = $1`, [ownerId]);
    await expectOnly(`6: a person is charged for what their images take up: ${ownerId}`);
    await sql(`UPDATE "User" SET "imageBytes" = "imageBytes" - 1 WHERE "id" = $1`, [ownerId]);
    await sql(`UPDATE "User" SET "imageCount" = "imageCount" + 1 WHERE "id" = $1`, [ownerId]);
    await expectOnly(`6: a person is charged for what their images take up: ${ownerId}`);
    await sql(`UPDATE "User" SET "imageCount" = "imageCount" - 1 WHERE "id" = $1`, [ownerId]);

    const { uploadId, id, key } = await addWholeImage();
    await sql(`DELETE FROM "Image" WHERE "id" = $1`, [id]);
    await removeObject(key);
    await sql(`UPDATE "Upload" SET "state" = 'expired', "imageId" = NULL WHERE "id" = $1`, [uploadId]);
    await expectOnly(`7: an upload expires after its time: ${uploadId}`);
    await sql(`DELETE FROM "Upload" WHERE "id" = $1`, [uploadId]);
  });
});

describe("A log", () => {
  it.each([
    ["no part of a signature", "GET https://s/b?X-Amz-Signature=0f"],
    ["no part of a signature", "https%3A%2F%2Fs%3FX-Amz-Credential%3DAKIA"],
    ["no API key", `sgn_${"k".repeat(43)}`],
    ["no bearer token", "authorization: Bearer abcdefghijk"],
    ["no session cookie", "next-auth.session-token=eyJhbGciOiJkaXIiLCJl"],
    ["no secret setting", `password is ${process.env["ADMIN_PASSWORD"]}`],
  ])("with a line that breaks the rule %o is found", async (rule, line) => {
    const log = join(folder, randomUUID());
    writeFileSync(log, `all is well, X-Amz-Signature=[redacted]\n${line}\n`);
    const bucket = openBucket();
    const sources = { databaseUrl: process.env["DATABASE_URL"] ?? "", bucket, readBytes: false, logs: [log] };

    const { violations } = await checkInvariants(sources);

    bucket.client.destroy();
    expect(violations).toEqual([`8: ${rule}: ${log}:2`]);
  });
});
