// What is made of an original: which pictures, what they are, and that they go as they came.
import { readFileSync } from "node:fs";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse } from "@/lib/contracts/image";
import { hasObject, headObject, readObject } from "../support/bucket";
import { sql } from "../support/database";
import { drain } from "../support/drain";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person } from "../support/people";
import { sampleAnimation, samplePicture } from "../support/sample-images";
import { presign, put, register } from "../support/upload-flow";
import { awaitVariants, variantKeys } from "../support/variants";

let editor: Person;

beforeAll(async () => {
  editor = await addPerson("editor");
});
afterAll(expectInvariants);

/** Registers a file and gives its variants, decoded as far as their facts. */
async function makeVariantsOf(bytes: Uint8Array, filename = "picture.png", filetype = "image/png") {
  const upload = await presign(editor.program, { filename, filetype });
  await put(upload, bytes);
  const { image } = imageResponse.parse(
    (await register(editor.program, upload.key, { filename, filetype })).body,
  );
  const view = await awaitVariants(editor.program, image.id);
  const keys = await variantKeys(image.id);
  const files = new Map<string, Uint8Array>();
  for (const [file, key] of keys) files.set(file, await readObject(key));
  return { view, keys, files };
}

describe("Variants of a photograph", () => {
  const place = Buffer.from("GPS-OF-MY-HOME");

  it("come in every width that is smaller, and in its own as the last, upright and without what else the file says", async () => {
    const photo = await samplePicture({ widthPx: 900, heightPx: 1400 })
      .withExif({ IFD0: { ImageDescription: place.toString() } })
      .withMetadata({ orientation: 6 })
      .withExifMerge({ IFD0: { ImageDescription: place.toString() }, IFD3: { GPSLatitude: "51/1 30/1 0/1" } })
      .jpeg({ quality: 80 })
      .toBuffer();
    expect(Buffer.from(photo).includes(place)).toBe(true);
    const { view, files } = await makeVariantsOf(photo);

    expect([view.width, view.height]).toEqual([1400, 900]);
    const webps = view.variants.filter(({ format }) => format === "webp");
    expect(webps.map(({ name, width, height }) => [name, width, height])).toEqual([
      ["w320", 320, 206],
      ["w640", 640, 411],
      ["w1280", 1280, 823],
      ["w2560", 1400, 900],
    ]);
    for (const [file, bytes] of files) {
      const facts = await sharp(bytes).metadata();
      expect([file, facts.exif, facts.xmp, facts.icc, facts.orientation]).toEqual([
        file,
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
      expect(facts.space).toBe("srgb");
      expect(Buffer.from(bytes).includes(place)).toBe(false);
    }
  });
});

it("keeps the transparency of a PNG", async () => {
  const png = await samplePicture({ widthPx: 64, heightPx: 48, alpha: true }).png().toBuffer();
  const { files } = await makeVariantsOf(png);
  expect((await sharp(files.get("w320.webp")).metadata()).hasAlpha).toBe(true);
});

it("shows the first frame of a GIF as a still, and keeps the animation beside it", async () => {
  const gif = await sampleAnimation("gif", { widthPx: 40, heightPx: 30, frames: 5 });
  const { files } = await makeVariantsOf(gif, "moving.gif");
  expect((await sharp(files.get("w320.webp")).metadata()).pages ?? 1).toBe(1);
  expect((await sharp(files.get("animated.webp")).metadata()).pages).toBe(5);
});

it("shows HEIC, with the colours that its profile says", async () => {
  // 64 x 48, orange with a blue quarter, in Display P3; made with heif-enc.
  const heic = readFileSync(new URL("../fixtures/two-colours-display-p3.heic", import.meta.url));
  const { view, files } = await makeVariantsOf(heic, "phone.heic", "image/heic");
  expect([view.filetype, view.width, view.height]).toEqual(["image/heic", 64, 48]);
  const { data, info } = await sharp(files.get("w320.webp"))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixelAt = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3).subarray(0, 3)];
  const near = (pixel: number[], wanted: number[]) =>
    pixel.every((value, index) => Math.abs(value - (wanted[index] ?? 0)) < 14);
  expect([near(pixelAt(12, 8), [0, 68, 221]), near(pixelAt(52, 40), [221, 68, 0])]).toEqual([true, true]);
});

it("brings AVIF, grey pictures and those of 16 bits into the same form", async () => {
  const small = () => samplePicture({ widthPx: 60, heightPx: 40 });
  for (const bytes of [
    await small().avif({ effort: 0 }).toBuffer(),
    await small().greyscale().png().toBuffer(),
    await small().toColourspace("rgb16").png().toBuffer(),
  ]) {
    const { files } = await makeVariantsOf(bytes);
    const { data, info } = await sharp(files.get("w320.webp")).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([60, 40]);
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    expect(mean).toBeGreaterThan(90);
    expect(mean).toBeLessThan(165);
  }
});

it("gives each of them the type and the caching of what never changes", async () => {
  const { keys } = await makeVariantsOf(await samplePicture({ widthPx: 50, heightPx: 40 }).webp().toBuffer());
  const head = await headObject(keys.get("w320.webp") ?? "");
  expect([head?.ContentType, head?.CacheControl]).toEqual([
    "image/webp",
    "private, max-age=31536000, immutable",
  ]);
});

describe("Variants", () => {
  it("go with a line of SQL that deletes their image", async () => {
    const { view, keys } = await makeVariantsOf(
      await samplePicture({ widthPx: 70, heightPx: 50 }).png().toBuffer(),
    );
    await sql(`DELETE FROM "Image" WHERE "id" = $1`, [view.id]);
    await drain();
    for (const key of keys.values()) expect(await hasObject(key)).toBe(false);
  });

  it("go with a line of SQL that deletes themselves", async () => {
    const { view, keys } = await makeVariantsOf(
      await samplePicture({ widthPx: 71, heightPx: 50 }).png().toBuffer(),
    );
    await sql(`DELETE FROM "Variant" WHERE "imageId" = $1`, [view.id]);
    await sql(`UPDATE "VariantJob" SET "state" = 'pending' WHERE "imageId" = $1`, [view.id]);
    await drain();
    for (const key of keys.values()) expect(await hasObject(key)).toBe(false);
    expect((await awaitVariants(editor.program, view.id)).variantState).toBe("ready");
  });
});
