// From a file to an image: the API as its users call it.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse } from "@/lib/contracts/image";
import { hasObject, headObject } from "../support/bucket";
import { sql } from "../support/database";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person } from "../support/people";
import { sampleFile } from "../support/sample-images";
import { addImage, declare, presign, put, register, sha256Of, uniquePng } from "../support/upload-flow";
import { asRegistered } from "../support/variants";

let editor: Person;

beforeAll(async () => {
  editor = await addPerson("editor");
});
afterAll(expectInvariants);

describe("A presigned upload", () => {
  it("needs a file name and a type, and binds the type alone then", async () => {
    const upload = await presign(editor.program, { filename: "a.jpg", filetype: "image/jpeg" });

    const query = new URL(upload.url).searchParams;
    expect(upload.method).toBe("PUT");
    expect(upload.key).toMatch(/^uploads\/[0-9a-f-]{36}$/);
    expect(upload.headers).toEqual({ "content-type": "image/jpeg" });
    expect(query.get("X-Amz-SignedHeaders")).toBe("content-type;host");
    expect([...query.keys()].filter((name) => /checksum|sdk|acl|meta/i.test(name))).toEqual([]);
  });

  it("binds everything that is declared, and can then be used once", async () => {
    const bytes = await uniquePng();
    const upload = await presign(editor.program, declare(bytes));

    const query = new URL(upload.url).searchParams;
    expect(upload.headers).toEqual({
      "content-type": "image/png",
      "x-amz-checksum-sha256": declare(bytes).sha256,
      "content-md5": declare(bytes).md5,
      "if-none-match": "*",
    });
    expect(query.get("X-Amz-SignedHeaders")?.split(";")).toEqual([
      "content-length",
      "content-md5",
      "content-type",
      "host",
      "if-none-match",
      "x-amz-checksum-sha256",
    ]);
    expect([...query.keys()].filter((name) => /checksum|sdk|acl|meta/i.test(name))).toEqual([]);
  });

  it("says when its URL ends: in ten minutes, as the URL itself says", async () => {
    const { url, expiresAt } = await presign(editor.program);

    const leftSeconds = (Date.parse(expiresAt) - Date.now()) / 1000;
    expect(new URL(url).searchParams.get("X-Amz-Expires")).toBe("600");
    // What has passed meanwhile, on a machine that is busy.
    expect(leftSeconds).toBeGreaterThan(500);
    expect(leftSeconds).toBeLessThanOrEqual(600);
  });

  it("is written down before its URL is given out", async () => {
    const { key, uploadId } = await presign(editor.program);

    const rows = await sql(
      `SELECT u."id", u."ownerId", o."state" FROM "Upload" u JOIN "StoredObject" o ON o."key" = u."stagingKey"
       WHERE u."stagingKey" = $1`,
      [key],
    );
    expect(rows).toEqual([{ id: uploadId, ownerId: editor.id, state: "intent" }]);
  });

  it("works for a stranger with curl who sends exactly the headers that were given", async () => {
    const folder = await mkdtemp(join(tmpdir(), "signet-curl-"));
    try {
      const bytes = await sampleFile("jpeg", { widthPx: 30, heightPx: 20 });
      const file = join(folder, "holiday.jpg");
      await writeFile(file, bytes);
      const careful = await presign(editor.program, { filetype: "image/jpeg", ...declare(bytes) });
      const minimal = await presign(editor.program, { filetype: "image/jpeg" });

      for (const { url, headers, key } of [careful, minimal]) {
        const named = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
        const args = ["-sS", "-o", join(folder, "answer"), "-w", "%{http_code}", "-T", file, ...named, url];
        expect((await promisify(execFile)("curl", args)).stdout).toBe("200");
        expect((await register(editor.program, key)).status).toBe(201);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("Registering", () => {
  it("reads size, type, checksum and dimensions from the stored object, and believes nothing else", async () => {
    const bytes = await sampleFile("jpeg", { widthPx: 60, heightPx: 40, orientation: 6 });
    const upload = await presign(editor.program, { filename: "a.jpg", filetype: "image/jpeg" });
    await put(upload, bytes);

    const more = { filename: "b.gif", filetype: "image/gif", alt: "A boat", title: "Boat" };
    const answer = await register(editor.program, upload.key, more);

    expect(answer.status).toBe(201);
    expect(imageResponse.parse(answer.body).image).toMatchObject({
      filename: "b.gif",
      filetype: "image/jpeg",
      size: bytes.byteLength,
      sha256: sha256Of(bytes),
      width: 40,
      height: 60,
      alt: "A boat",
      title: "Boat",
      visibility: "private",
      uploadedBy: editor.id,
    });
  });

  it.each(["jpeg", "png", "webp", "avif", "gif"] as const)(
    "takes a %s file and serves it as one",
    async (format) => {
      const bytes = await sampleFile(format, { widthPx: 32, heightPx: 24 });
      const upload = await presign(editor.program, { filetype: `image/${format}`, ...declare(bytes) });
      expect(await put(upload, bytes)).toBe(200);

      const { image } = imageResponse.parse((await register(editor.program, upload.key)).body);

      expect(image).toMatchObject({ filetype: `image/${format}`, width: 32, height: 24, kind: "image" });
      expect((await headObject(image.key))?.ContentType).toBe(`image/${format}`);
    },
  );

  it("takes a PNG that was declared as JPEG for what it is", async () => {
    const bytes = await uniquePng();
    const upload = await presign(editor.program, { filename: "a.jpg", filetype: "image/jpeg" });
    await put(upload, bytes);

    const { image } = imageResponse.parse((await register(editor.program, upload.key)).body);
    const shown = await fetch(await signedUrlOf(image.id));

    expect(image.filetype).toBe("image/png");
    expect(image.key).toMatch(/\.png$/);
    expect((await headObject(image.key))?.ContentType).toBe("image/png");
    expect(shown.headers.get("content-type")).toBe("image/png");
  });

  it("answers 201 the first time, and 200 with the same image whenever it is repeated", async () => {
    const { image, upload } = await addImage(editor.program, { title: "First" });

    const again = await register(editor.program, upload.key, { title: "Second", visibility: "public" });

    expect(again.status).toBe(200);
    expect(asRegistered(imageResponse.parse(again.body).image)).toEqual(image);
  });

  it("lets go of the staging object", async () => {
    const { upload, image } = await addImage(editor.program);

    await expectInvariants();

    expect(await hasObject(upload.key)).toBe(false);
    expect(await hasObject(image.key)).toBe(true);
  });

  it("gives the object a key that never had a URL to write it, and headers of ours alone", async () => {
    const bytes = await uniquePng();
    const upload = await presign(editor.program);
    const extra = { "content-disposition": "attachment; filename=evil.html", "cache-control": "public" };
    expect(await put(upload, bytes, { ...upload.headers, ...extra })).toBe(200);

    const { image } = imageResponse.parse((await register(editor.program, upload.key)).body);

    const kept = await headObject(image.key);
    expect(image.key).toMatch(/^images\/[0-9a-f-]{36}\/[0-9a-f-]{36}\/original\.png$/);
    expect(image.key).not.toContain(upload.key.slice("uploads/".length));
    expect(kept?.ContentDisposition).toBeUndefined();
    expect(kept?.CacheControl).toBe("private, max-age=31536000, immutable");
    expect(kept?.Metadata).toEqual({});
  });
});

async function signedUrlOf(id: string): Promise<string> {
  return String((await editor.program.call(`/images/${id}/signed-url`)).body["url"]);
}
