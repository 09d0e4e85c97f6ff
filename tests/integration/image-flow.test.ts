// What can be done with an image once it is there, until it is gone again.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse, listImagesResponse } from "@/lib/contracts/image";
import { ApiClient } from "../support/api-client";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person, signInAs } from "../support/people";
import { addImage, register } from "../support/upload-flow";
import { asRegistered } from "../support/variants";

let editor: Person;

beforeAll(async () => {
  editor = await addPerson("editor");
});
afterAll(expectInvariants);

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
      expect(shown.headers.get("content-disposition")).toBe('inline; filename="sea.png"');
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

    expect(listed.images.map(asRegistered)).toEqual([image]);
    expect(asRegistered(imageResponse.parse(read.body).image)).toEqual(image);
    expect(changed.status).toBe(200);
    const after = asRegistered(imageResponse.parse(changed.body).image);
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
