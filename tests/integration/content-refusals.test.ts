// Files that are not what their upload announced, sent with a URL that binds nothing but the type: the bytes decide.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listObjects } from "../support/bucket";
import { sql, sqlOne } from "../support/database";
import { drain } from "../support/drain";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person } from "../support/people";
import {
  bytesOf,
  jpegSegment,
  overwritten,
  pngChunk,
  pngHeader,
  pngSignature,
  sampleFile,
  uint16,
  uint32,
  webpChunk,
  webpFile,
} from "../support/sample-images";
import { presign, put, register, uniquePng } from "../support/upload-flow";

let editor: Person;

beforeAll(async () => {
  editor = await addPerson("editor");
});
afterAll(expectInvariants);

const SCRIPT = "<script>alert(document.domain)</script>";
const PNG_WIDTH_OFFSET = 16;

type File = () => Uint8Array | Promise<Uint8Array>;

const hostileFiles: readonly (readonly [name: string, filetype: string, file: File])[] = [
  ["an SVG drawing", "image/png", () => bytesOf(`<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`)],
  [
    "an SVG drawing behind an XML prolog",
    "image/webp",
    () => bytesOf(`<?xml version="1.0"?><svg>${SCRIPT}</svg>`),
  ],
  ["an HTML page", "image/jpeg", () => bytesOf(`<!doctype html><html>${SCRIPT}</html>`)],
  ["an HTML page behind a PNG signature", "image/png", () => bytesOf(pngSignature, `<html>${SCRIPT}</html>`)],
  ["a script behind a GIF signature", "image/gif", () => bytesOf("GIF89a=1;alert(1)//", SCRIPT)],
  ["a PDF document", "image/png", () => bytesOf("%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>\n%%EOF")],
  ["a ZIP archive", "image/png", () => bytesOf("PK\x03\x04", "\0".repeat(60))],
  ["a program", "image/png", () => bytesOf("MZ", "\0".repeat(100))],
  ["plain text", "image/avif", () => bytesOf("Just some text, of no use as a picture.")],
  ["nothing at all", "image/png", () => new Uint8Array()],
  ["a JPEG without its second half", "image/jpeg", async () => half(await photo("jpeg"))],
  ["a PNG without its second half", "image/png", async () => half(await photo("png"))],
  ["a WebP without its second half", "image/webp", async () => half(await photo("webp"))],
  ["an AVIF without its second half", "image/avif", async () => half(await photo("avif"))],
  ["a GIF without its second half", "image/gif", async () => half(await photo("gif"))],
  [
    "a PNG whose header lies about its width",
    "image/png",
    async () => overwritten(await uniquePng(), PNG_WIDTH_OFFSET, uint32(60_000)),
  ],
  [
    "a PNG of 60,000 by 60,000 pixels",
    "image/png",
    () =>
      bytesOf(
        pngSignature,
        pngHeader(60_000, 60_000),
        pngChunk("IDAT", bytesOf(0)),
        pngChunk("IEND", bytesOf()),
      ),
  ],
  [
    "a JPEG of 65,535 by 65,535 pixels",
    "image/jpeg",
    () =>
      bytesOf(
        0xff,
        0xd8,
        jpegSegment(0xc0, bytesOf(8, uint16(65_535), uint16(65_535), 1, 1, 0x11, 0)),
        jpegSegment(0xda, bytesOf(1, 1, 0, 0, 63, 0)),
        0xff,
        0xd9,
      ),
  ],
  [
    "a WebP of nothing but its header",
    "image/webp",
    () => webpFile(webpChunk("VP8X", bytesOf("\0".repeat(10)))),
  ],
];

function photo(format: "jpeg" | "png" | "webp" | "avif" | "gif"): Promise<Uint8Array> {
  return sampleFile(format, { widthPx: 64, heightPx: 48 });
}

function half(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, Math.floor(bytes.byteLength / 2));
}

describe("Registering", () => {
  it.each(hostileFiles)("refuses %s for good", async (_name, filetype, file) => {
    const upload = await presign(editor.program, { filetype });
    expect(await put(upload, await file())).toBe(200);

    const first = await register(editor.program, upload.key);
    const second = await register(editor.program, upload.key);

    expect(first).toMatchObject({ status: 422, body: { code: "unsupported_content" } });
    expect(first.headers.get("content-type")).toBe("application/problem+json");
    expect(second).toMatchObject({
      status: 422,
      body: { code: "unsupported_content", detail: first.body["detail"] },
    });
    expect((await editor.program.call(`/images/signed-url?key=${upload.key}`)).status).toBe(404);
  });

  it("leaves nothing of the refused in the bucket, and a row that says why in the database", async () => {
    await drain();

    const uploads = await sql<{ state: string; problemCode: string; problemDetail: string }>(
      `SELECT "state"::text, "problemCode", "problemDetail" FROM "Upload" WHERE "ownerId" = $1`,
      [editor.id],
    );
    const { count } = await sqlOne<{ count: string }>(
      `SELECT count(*) FROM "StoredObject" o JOIN "Upload" u ON u."id" = o."uploadId"
       WHERE u."ownerId" = $1 AND o."state" <> 'dead'`,
      [editor.id],
    );
    expect(uploads).toHaveLength(hostileFiles.length);
    expect(new Set(uploads.map(({ state }) => state))).toEqual(new Set(["rejected"]));
    expect(uploads.filter(({ problemDetail }) => problemDetail.length < 15)).toEqual([]);
    expect(count).toBe("0");
    const keys = await sql<{ key: string }>(
      `SELECT o."key" FROM "StoredObject" o JOIN "Upload" u ON u."id" = o."uploadId" WHERE u."ownerId" = $1`,
      [editor.id],
    );
    const objects = await listObjects();
    expect(keys.filter(({ key }) => objects.has(key))).toEqual([]);
  });

  it("goes on refusing when a good file is put to the refused key", async () => {
    const upload = await presign(editor.program);
    await put(upload, bytesOf(SCRIPT));
    expect((await register(editor.program, upload.key)).status).toBe(422);

    expect(await put(upload, await uniquePng())).toBe(200);

    expect((await register(editor.program, upload.key)).status).toBe(422);
  });
});
