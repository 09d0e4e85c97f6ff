import { describe, expect, it } from "vitest";
import { ebml, openEbml, sampleWebm, type WebmParts } from "@/tests/support/sample-files";
import { bytesOf, inserted, uint16 } from "@/tests/support/sample-images";
import { byteSourceOf } from "../byte-source";
import { inspectImage, type Inspection } from "../inspect-image";

const limits = { maxPixels: 40_000_000, maxFrames: 20, maxSidePx: 16_384 };
const inspect = (bytes: Uint8Array): Promise<Inspection> => inspectImage(byteSourceOf(bytes), limits);

describe("a WebM", () => {
  it("is measured and timed", async () => {
    const image = { kind: "video", filetype: "video/webm", widthPx: 64, heightPx: 40, durationMs: 2500 };
    expect(await inspect(sampleWebm())).toEqual({ ok: true, image });
  });

  it.each(["V_VP8", "V_VP9", "V_AV1"])("may be coded as %s", async (codec) => {
    expect(await inspect(sampleWebm({ codec }))).toMatchObject({ ok: true });
  });

  it("recorded live, of unknown size and length, is taken", async () => {
    const inspection = await inspect(sampleWebm({ isLive: true, durationMs: null }));
    expect(inspection).toMatchObject({ ok: true, image: { widthPx: 64, durationMs: null } });
  });

  it("is as large as it is shown, when it says so in pixels", async () => {
    const shown = [ebml(0x54b0, uint16(100)), ebml(0x54ba, uint16(40))];
    expect(await inspect(sampleWebm({ more: shown }))).toMatchObject({
      image: { widthPx: 100, heightPx: 40 },
    });
    const asRatio = [...shown, ebml(0x54b2, 3)];
    expect(await inspect(sampleWebm({ more: asRatio }))).toMatchObject({ image: { widthPx: 64 } });
  });

  it("cut short anywhere is refused as truncated", async () => {
    const bytes = sampleWebm();
    for (let length = 0; length < bytes.byteLength; length += 1) {
      const inspection = await inspect(bytes.subarray(0, length));
      expect(inspection, `${length} bytes`).toMatchObject({ ok: false, reason: "truncated" });
    }
  });

  it("recorded live and cut short before its film is refused as truncated", async () => {
    const bytes = sampleWebm({ isLive: true });
    const film = Buffer.from(bytes).indexOf(Buffer.from([0x1f, 0x43, 0xb6, 0x75]));
    for (let length = 0; length < film; length += 1) {
      expect(await inspect(bytes.subarray(0, length))).toMatchObject({ ok: false, reason: "truncated" });
    }
  });

  it.each<[string, WebmParts, string]>([
    ["the document type of Matroska", { documentType: "matroska" }, "not_an_accepted_type"],
    ["a coding that WebM does not have", { codec: "V_MPEG4/ISO/AVC" }, "not_an_accepted_type"],
    ["sound only", { trackType: 2 }, "not_an_accepted_type"],
    ["no tracks before its film", { missing: "tracks" }, "malformed"],
    ["no film", { missing: "cluster" }, "truncated"],
    ["no pixels", { widthPx: 0 }, "malformed"],
    ["a length that is no number", { durationMs: Number.NaN }, "malformed"],
    ["a length below nothing", { durationMs: -5 }, "malformed"],
    ["a length beyond all films", { durationMs: 1e15 }, "malformed"],
    ["more pixels than are taken", { widthPx: 60_000 }, "too_many_pixels"],
  ])("with %s is refused", async (_, parts, reason) => {
    expect(await inspect(sampleWebm(parts))).toMatchObject({ ok: false, reason });
  });

  it.each<[string, Uint8Array, string]>([
    ["something behind its film", bytesOf(sampleWebm(), "<script>"), "malformed"],
    ["no document type", ebml(0x1a45dfa3, ebml(0x4286, 1)), "not_an_accepted_type"],
    ["a header of unknown length", openEbml(0x1a45dfa3, ebml(0x4282, "webm")), "malformed"],
    ["a document type beyond reason", ebml(0x1a45dfa3, ebml(0x4282, "webm".repeat(99))), "malformed"],
    [
      "something else than a film",
      bytesOf(ebml(0x1a45dfa3, ebml(0x4282, "webm")), ebml(0xec, "x")),
      "malformed",
    ],
    ["a part of an impossible length", inserted(sampleWebm(), 12, bytesOf(0)), "malformed"],
  ])("with %s is refused", async (_, bytes, reason) => {
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason });
  });

  it("made of nothing but empty parts is given up", async () => {
    const empty = Array.from({ length: 3_000 }, () => ebml(0xec));
    const bytes = bytesOf(ebml(0x1a45dfa3, ebml(0x4282, "webm")), ebml(0x18538067, ...empty));
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "malformed" });
  });
});
