// Videos, documents and HEIC: taken for what their bytes say; and the posters of videos.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse, listImagesResponse } from "@/lib/contracts/image";
import type { RegisterImageRequest } from "@/lib/contracts/upload";
import { paths } from "@/lib/paths";
import { hasObject, listObjects } from "../support/bucket";
import { sqlOne } from "../support/database";
import { drain } from "../support/drain";
import { expectInvariants } from "../support/invariants";
import { ledgerOf, stateOf } from "../support/ledger";
import { addPerson, type Person } from "../support/people";
import { sampleMp4, samplePdf, sampleWebm } from "../support/sample-files";
import { sampleHeic } from "../support/sample-heif";
import { bytesOf, sampleFile } from "../support/sample-images";
import { presign, put, register, uniquePng } from "../support/upload-flow";

let editor: Person;

beforeAll(async () => {
  editor = await addPerson("editor");
});
afterAll(expectInvariants);

async function stored(bytes: Uint8Array, filetype: string, filename = "file") {
  const upload = await presign(editor.program, { filename, filetype });
  expect(await put(upload, bytes)).toBe(200);
  return upload;
}

async function add(bytes: Uint8Array, filetype: string, more: Partial<RegisterImageRequest> = {}) {
  const upload = await stored(bytes, filetype);
  const answer = await register(editor.program, upload.key, { filename: "file", filetype, ...more });
  expect(answer).toMatchObject({ status: 201 });
  return imageResponse.parse(answer.body).image;
}

const QUICKTIME = { brands: "qt  \0\0\0\0qt  " };

describe("What is no picture of the web", () => {
  it.each([
    ["video/mp4", () => sampleMp4(), { kind: "video", width: 64, height: 40, duration: 2.5 }],
    ["video/quicktime", () => sampleMp4(QUICKTIME), { kind: "video", width: 64, height: 40, duration: 2.5 }],
    ["video/webm", () => sampleWebm(), { kind: "video" }],
    ["application/pdf", () => samplePdf(), { kind: "file", width: null, height: null, duration: null }],
    ["image/heic", () => sampleHeic(), { kind: "image", duration: null }],
  ])("is accepted as %s, and told and served as what it is", async (filetype, file, facts) => {
    const image = await add(file(), filetype);
    expect(image).toMatchObject({ filetype, ...facts });
    const listed = await editor.program.call(`${paths.api.images()}?kind=${image.kind}&limit=200`);
    const { images } = listImagesResponse.parse(listed.body);
    expect(images.map(({ id }) => id)).toContain(image.id);
    expect(new Set(images.map(({ kind }) => kind))).toEqual(new Set([image.kind]));

    const { body } = await editor.program.call(`${paths.api.signedUrl(image.id)}?disposition=attachment`);
    const served = await fetch(String(body["url"]));
    expect(served.headers.get("content-type")).toBe(filetype);
    expect(new Uint8Array(await served.arrayBuffer()).byteLength).toBe(image.size);
  });

  it("is what its bytes say, whatever was declared", async () => {
    expect(await add(sampleMp4(), "image/png")).toMatchObject({ kind: "video", filetype: "video/mp4" });
    expect(await add(sampleMp4(QUICKTIME), "video/mp4")).toMatchObject({ filetype: "video/quicktime" });
    expect(await add(await uniquePng(), "video/mp4")).toMatchObject({ kind: "image", filetype: "image/png" });
  });

  it.each([
    ["video/mp4", bytesOf("\0\0\0\x18ftypisom\0\0\0\0isommp41", "<script>alert(1)</script>")],
    ["video/webm", bytesOf("\x1aE\xdf\xa3", "<html><script>alert(1)</script></html>")],
    ["application/pdf", bytesOf("<html>%PDF-1.7</html>")],
    ["video/mp4", sampleMp4({ missing: "moov" })],
    ["image/heic", sampleHeic().subarray(0, 60)],
  ])("is refused when it only pretends to be %s", async (filetype, bytes) => {
    const upload = await stored(bytes, filetype);
    const answer = await register(editor.program, upload.key);
    expect(answer).toMatchObject({ status: 422, body: { code: "unsupported_content" } });
  });
});

describe("The poster of a video", () => {
  it("is verified, kept with the video, and goes with it", async () => {
    const poster = await stored(await sampleFile("webp", { widthPx: 64, heightPx: 40 }), "image/webp");
    const video = await add(sampleMp4(), "video/mp4", { poster: poster.key });
    const row = await sqlOne<{ posterKey: string; posterType: string; posterWidth: number }>(
      `SELECT "posterKey", "posterType", "posterWidth" FROM "Image" WHERE "id" = $1`,
      [video.id],
    );
    expect(row).toMatchObject({ posterType: "image/webp", posterWidth: 64 });
    expect(row.posterKey).toMatch(new RegExp(`^images/${video.id}/[0-9a-f-]+/poster\\.webp$`));
    expect(await hasObject(row.posterKey)).toBe(true);
    expect(await ledgerOf(row.posterKey)).toEqual([{ state: "live" }]);
    expect(await stateOf(poster.uploadId)).toBe("registered");

    await editor.program.call(paths.api.image(video.id), { method: "DELETE" });
    await drain();
    expect((await listObjects(`images/${video.id}/`)).size).toBe(0);
    expect(await hasObject(poster.key)).toBe(false);
  });

  it("is refused before the video is touched, which can be registered without it then", async () => {
    const stranger = await addPerson("editor");
    const foreign = await presign(stranger.program);
    await put(foreign, await uniquePng());
    const missing = await presign(editor.program);
    const page = await stored(bytesOf("<html></html>"), "image/png");
    const film = await stored(sampleMp4(), "image/webp");
    const heic = await stored(sampleHeic(), "image/heic");
    const video = await stored(sampleMp4(), "video/mp4");
    for (const { key } of [foreign, missing, page, film, heic, { key: video.key }, { key: "nonsense" }]) {
      const answer = await register(editor.program, video.key, { poster: key });
      expect(answer).toMatchObject({ status: 422, body: { code: "poster_refused" } });
    }
    expect(await stateOf(video.uploadId)).toBe("issued");
    expect((await register(editor.program, video.key)).status).toBe(201);
  });

  it("that is named with a picture stays an upload of its own", async () => {
    const poster = await stored(await uniquePng(), "image/png");
    await add(await uniquePng(), "image/png", { poster: poster.key });
    expect((await register(editor.program, poster.key)).status).toBe(201);
  });
});
