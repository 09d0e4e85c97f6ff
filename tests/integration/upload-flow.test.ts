// From a file to a picture that is shown, and to nothing again: the API as its users call it.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse, listImagesResponse } from "@/lib/contracts/image";
import { ApiClient } from "../support/api-client";
import { hasObject, headObject } from "../support/bucket";
import { sql } from "../support/database";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person, signInAs } from "../support/people";
import { sampleFile } from "../support/sample-images";
import { addImage, declare, presign, put, register, sha256Of, uniquePng } from "../support/upload-flow";

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
    expect(leftSeconds).toBeGreaterThan(590);
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
    expect(imageResponse.parse(again.body).image).toEqual(image);
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

describe("An image", () => {
  it("is shown by URLs signed by its id, by its key and by the key of its upload", async () => {
    const { image, upload, bytes } = await addImage(editor.program, { filename: "sea.png" });

    for (const path of [
      `/images/${image.id}/signed-url`,
      `/images/signed-url?key=${encodeURIComponent(image.key)}`,
      `/images/signed-url?key=${encodeURIComponent(upload.key)}`,
    ]) {
      const { status, body } = await editor.program.call(path);
      expect(status).toBe(200);
      expect(new URL(String(body["url"])).pathname).toMatch(new RegExp(`/${image.key}$`));
      const shown = await fetch(String(body["url"]));
      expect(Buffer.from(await shown.arrayBuffer()).equals(bytes)).toBe(true);
      expect(shown.headers.get("content-type")).toBe("image/png");
      expect(shown.headers.get("content-disposition")).toBe(
        `inline; filename="sea.png"; filename*=UTF-8''sea.png`,
      );
    }
  });

  it("is given a URL that says when it ends, and that ends then", async () => {
    const { image } = await addImage(editor.program);

    const { body } = await editor.program.call(`/images/${image.id}/signed-url`);

    const query = new URL(String(body["url"])).searchParams;
    const signedAt = (query.get("X-Amz-Date") ?? "").replace(
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
      "$1-$2-$3T$4:$5:$6Z",
    );
    const end = Date.parse(signedAt) + Number(query.get("X-Amz-Expires")) * 1000;
    expect(Date.parse(String(body["expiresAt"]))).toBe(end);
    expect(end).toBeGreaterThan(Date.now() + 60_000);
    expect(end).toBeLessThanOrEqual(Date.now() + 300_000);
  });

  it("has a stable address without a signature, which redirects to a URL that outlives the redirect", async () => {
    const { image, bytes } = await addImage(editor.program);
    expect(new URL(image.url).pathname).toBe(`/images/${image.id}/content`);
    expect(image.url).not.toContain("X-Amz");

    const redirect = await editor.program.fetch(`/images/${image.id}/content`);

    const location = redirect.headers.get("location") ?? "";
    const maxAge = Number(/^private, max-age=(\d+)$/.exec(redirect.headers.get("cache-control") ?? "")?.[1]);
    const { body } = await editor.program.call(`/images/${image.id}/signed-url`);
    const leftSeconds = (Date.parse(String(body["expiresAt"])) - Date.now()) / 1000;
    expect(redirect.status).toBe(302);
    expect(redirect.headers.get("vary")).toMatch(/cookie/i);
    expect(maxAge).toBeGreaterThan(0);
    expect(maxAge).toBeLessThan(leftSeconds);
    expect(Buffer.from(await (await fetch(location)).arrayBuffer()).equals(bytes)).toBe(true);
  });

  it("is listed, described and deleted by a person in a browser", async () => {
    const browser = await signInAs(editor);
    const { image } = await addImage(browser, { title: "Harbour" });

    const listed = listImagesResponse.parse((await browser.call("/images?limit=1")).body);
    const read = await browser.call(`/images/${image.id}`);
    const changed = await browser.call(`/images/${image.id}`, {
      method: "PATCH",
      json: { alt: "Boats", visibility: "public" },
      headers: { "if-match": read.headers.get("etag") ?? "" },
    });
    const publicly = await new ApiClient().call(`/images/${image.id}`);
    const deleted = await browser.call(`/images/${image.id}`, { method: "DELETE" });

    expect(listed.images).toEqual([image]);
    expect(imageResponse.parse(read.body).image).toEqual(image);
    expect(changed.status).toBe(200);
    const after = imageResponse.parse(changed.body).image;
    expect(after).toEqual({ ...image, alt: "Boats", visibility: "public", updatedAt: after.updatedAt });
    expect(Date.parse(after.updatedAt)).toBeGreaterThanOrEqual(Date.parse(image.updatedAt));
    expect(changed.headers.get("etag")).not.toBe(read.headers.get("etag"));
    expect(publicly.status).toBe(200);
    expect(deleted.status).toBe(204);
  });

  it("that was deleted is gone for every route, for URLs handed out before, and for its upload", async () => {
    const { image, upload } = await addImage(editor.program);
    const url = await signedUrlOf(image.id);
    expect((await fetch(url)).status).toBe(200);

    expect((await editor.program.call(`/images/${image.id}`, { method: "DELETE" })).status).toBe(204);
    await expectInvariants();

    for (const path of [
      `/images/${image.id}`,
      `/images/${image.id}/signed-url`,
      `/images/${image.id}/content`,
      `/images/signed-url?key=${image.key}`,
      `/images/signed-url?key=${upload.key}`,
    ])
      expect(await editor.program.call(path)).toMatchObject({
        status: 404,
        body: { code: "image_not_found" },
      });
    expect((await editor.program.call(`/images/${image.id}`, { method: "DELETE" })).status).toBe(404);
    expect((await register(editor.program, upload.key)).body).toMatchObject({ code: "upload_not_found" });
    expect((await fetch(url)).status).toBe(404);
  });
});

async function signedUrlOf(id: string): Promise<string> {
  return String((await editor.program.call(`/images/${id}/signed-url`)).body["url"]);
}
