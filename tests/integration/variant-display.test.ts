// Who is shown what of an image: variants by name and by what a browser takes, and the original to nobody who is not
// signed in.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signedUrlsResponse } from "@/lib/contracts/display";
import type { ImageView } from "@/lib/contracts/image";
import { ApiClient } from "../support/api-client";
import { sql } from "../support/database";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person } from "../support/people";
import { samplePicture } from "../support/sample-images";
import { addImage, sha256Of } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";

const nobody = new ApiClient();
let editor: Person;
let photo: ImageView;

beforeAll(async () => {
  editor = await addPerson("editor");
  const bytes = await samplePicture({ widthPx: 700, heightPx: 500 }).blur(2).jpeg().toBuffer();
  const { image } = await addImage(editor.program, { visibility: "public", filename: "quay.jpg" }, bytes);
  photo = await awaitVariants(editor.program, image.id);
});
afterAll(expectInvariants);

async function shownBy(client: ApiClient, query: string, accept = "*/*") {
  const answer = await client.fetch(`/images/${photo.id}/content${query}`, { headers: { accept } });
  const shown = await fetch(answer.headers.get("location") ?? "");
  const bytes = new Uint8Array(await shown.arrayBuffer());
  return { type: shown.headers.get("content-type"), vary: answer.headers.get("vary"), bytes };
}

describe("The stable address", () => {
  it("leads those who are signed in to the original, and others to the largest variant", async () => {
    const mine = await shownBy(editor.program, "");
    expect([mine.type, sha256Of(mine.bytes)]).toEqual(["image/jpeg", photo.sha256]);
    expect((await shownBy(nobody, "")).type).toBe("image/webp");
  });

  it("gives AVIF to who takes it, and says that it does", async () => {
    const { type, vary } = await shownBy(nobody, "?variant=w640", "image/avif,image/webp,*/*;q=0.8");
    expect([type, vary?.split(", ").includes("accept")]).toEqual(["image/avif", true]);
    expect((await shownBy(nobody, "?variant=w640", "image/avif;q=0, image/webp")).type).toBe("image/webp");
  });

  it("knows no other names", async () => {
    for (const variant of ["w641", "thumbnail", "", "W640", "../original"])
      expect((await nobody.call(`/images/${photo.id}/content?variant=${variant}`)).status).toBe(400);
  });
});

describe("A signed URL of a variant", () => {
  it("is of the one that was asked for, or of the largest that there is", async () => {
    const widths = photo.variants
      .filter(({ format }) => format === "webp")
      .map(({ name, width }) => [name, width]);
    expect(widths).toEqual([
      ["w320", 320],
      ["w640", 640],
      ["w1280", 700],
    ]);
    const urlOf = async (variant: string) =>
      new URL(String((await nobody.call(`/images/${photo.id}/signed-url?variant=${variant}`)).body["url"]))
        .pathname;
    expect(await urlOf("w320")).toMatch(/\/w320\.webp$/);
    expect(await urlOf("w2560")).toMatch(/\/w1280\.webp$/);
    expect(await urlOf("animated")).toMatch(/\/w1280\.webp$/);
  });

  it("is saved under the file's name with what it is", async () => {
    const path = `/images/${photo.id}/signed-url?variant=w320&disposition=attachment`;
    const { headers } = await fetch(String((await editor.program.call(path)).body["url"]));
    expect(headers.get("content-disposition")).toContain('filename="quay-w320.webp"');
  });

  it("comes with all others as a srcset, when a batch asks for it", async () => {
    const json = { ids: [photo.id], srcset: true, variant: "w640" };
    const { body } = await nobody.call("/images/signed-urls", { json });
    const [one] = signedUrlsResponse.parse(body).urls;
    const srcset = one !== undefined && "srcset" in one ? (one.srcset ?? "") : "";
    const entries = srcset.split(", ").map((entry) => entry.split(" "));
    expect(entries.map(([, width]) => width)).toEqual(["320w", "640w"]);
    for (const [url = ""] of entries) expect((await fetch(url)).status).toBe(200);
  });
});

describe("The original of a public image", () => {
  it("is given to nobody who is not signed in, on any way", async () => {
    const asked = [
      `/images/${photo.id}/signed-url?variant=original`,
      `/images/${photo.id}/content?variant=original`,
      `/images/${photo.id}/content?disposition=attachment`,
      `/images/signed-url?key=${photo.key}&variant=original`,
    ];
    for (const path of asked) expect((await nobody.call(path)).body).toMatchObject({ code: "not_signed_in" });
    const byKey = await nobody.call(`/images/signed-url?key=${photo.key}`);
    const json = { ids: [photo.id] };
    const batches = [
      await nobody.call("/images/signed-urls", { json }),
      await nobody.call("/images/signed-urls", { json: { ...json, srcset: true } }),
    ];
    const pages = await Promise.all(
      ["/", `/view/${photo.id}`].map(async (path) => (await nobody.fetch(path)).text()),
    );
    const said = JSON.stringify([byKey.body, batches.map(({ body }) => body)]) + pages.join("");
    expect(said).toContain("X-Amz-Signature");
    expect(said).not.toMatch(/original\.jpg\?/);
  });

  it("not even before the variants are there", async () => {
    const { image } = await addImage(editor.program, { visibility: "public" });
    await awaitVariants(editor.program, image.id);
    await sql(`DELETE FROM "Variant" WHERE "imageId" = $1`, [image.id]);
    await sql(
      `UPDATE "VariantJob" SET "state" = 'pending', "dueAt" = now() + interval '1 hour' WHERE "imageId" = $1`,
      [image.id],
    );
    const early = await nobody.call(`/images/${image.id}/content`);
    expect([early.status, early.body["code"]]).toEqual([409, "variant_not_ready"]);
    expect(Number(early.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await (await nobody.fetch(`/view/${image.id}`)).text()).toContain("being prepared");
    expect((await editor.program.call(`/images/${image.id}/content`)).status).toBe(302);
    await sql(`UPDATE "VariantJob" SET "dueAt" = now() WHERE "imageId" = $1`, [image.id]);
  });
});
