// Whether an image is here already is told before a byte is sent, and to nobody who may not upload.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiClient } from "../support/api-client";
import { sql } from "../support/database";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person } from "../support/people";
import { addImage, sha256Of, uniquePng } from "../support/upload-flow";

let editor: Person;

beforeAll(async () => {
  editor = await addPerson("editor");
});
afterAll(expectInvariants);

async function ask(client: ApiClient, bytes: Uint8Array) {
  const json = {
    filename: "a.png",
    filetype: "image/png",
    sha256: sha256Of(bytes),
    onDuplicate: "report",
  };
  const { status, body } = await client.call("/images/presign-upload", { json });
  return { status, body: { ...body, requestId: "" } };
}

describe("A duplicate", () => {
  it("of another editor's private image is reported with that image, which the asker may see", async () => {
    const { image, bytes } = await addImage(editor.program);
    const { program } = await addPerson("editor");
    expect(await ask(program, bytes)).toMatchObject({
      status: 409,
      body: { code: "duplicate_image", imageId: image.id },
    });
    expect((await program.call(`/images/${image.id}`)).status).toBe(200);
  });

  it("is not told from something new to those who may not upload", async () => {
    const { bytes } = await addImage(editor.program);
    for (const client of [(await addPerson("viewer")).program, new ApiClient()]) {
      const answer = await ask(client, bytes);
      expect(answer).toEqual(await ask(client, await uniquePng()));
      expect([401, 403]).toContain(answer.status);
    }
  });

  it("of an image whose object is gone may be uploaded", async () => {
    const { image, bytes } = await addImage(editor.program);
    await sql(`UPDATE "Image" SET "missingSince" = now() WHERE "id" = $1`, [image.id]);
    expect((await ask(editor.program, bytes)).status).toBe(200);
    await sql(`UPDATE "Image" SET "missingSince" = NULL WHERE "id" = $1`, [image.id]);
    expect((await ask(editor.program, bytes)).status).toBe(409);
  });
});
