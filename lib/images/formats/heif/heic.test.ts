import { describe, expect, it } from "vitest";
import { heifFile, hevcConfiguration, sampleHeic, sizeProperty } from "@/tests/support/sample-heif";
import { bytesOf, isoBox } from "@/tests/support/sample-images";
import { byteSourceOf } from "../byte-source";
import { inspectImage, type Inspection } from "../inspect-image";

const limits = { maxPixels: 40_000_000, maxFrames: 20, maxSidePx: 16_384 };
const inspect = (bytes: Uint8Array): Promise<Inspection> => inspectImage(byteSourceOf(bytes), limits);

const heicOf = (properties: readonly Uint8Array[], brands = "heic\0\0\0\0mif1heic", itemType = "hvc1") =>
  heifFile({ brands, itemType, stream: bytesOf("a coded picture"), properties });

describe("a HEIC", () => {
  it("is measured as it is displayed", async () => {
    const image = { kind: "image", filetype: "image/heic", widthPx: 131, heightPx: 77, frames: 1 };
    expect(await inspect(sampleHeic({ widthPx: 131, heightPx: 77 }))).toMatchObject({ ok: true, image });
  });

  it("is turned as it says", async () => {
    const turned = await inspect(sampleHeic({ turns: [isoBox("irot", 3)] }));
    expect(turned).toMatchObject({ ok: true, image: { orientation: 6, widthPx: 40, heightPx: 64 } });
  });

  it("of only the general brand is a HEIF", async () => {
    const bytes = heicOf([sizeProperty(), hevcConfiguration()], "mif1\0\0\0\0mif1miaf");
    expect(await inspect(bytes)).toMatchObject({ ok: true, image: { filetype: "image/heif" } });
  });

  it("cut short anywhere is refused as truncated", async () => {
    const bytes = sampleHeic();
    for (let length = 0; length < bytes.byteLength; length += 1) {
      const inspection = await inspect(bytes.subarray(0, length));
      expect(inspection, `${length} bytes`).toMatchObject({ ok: false, reason: "truncated" });
    }
  });

  it.each<[string, Uint8Array[]]>([
    ["a stream larger than it says", [sizeProperty(64, 40), hevcConfiguration(8000, 8000)]],
    ["a stream smaller than it says", [sizeProperty(6400, 40), hevcConfiguration(64, 40)]],
    ["no description of its coding", [sizeProperty()]],
    ["a description cut short", [sizeProperty(), isoBox("hvcC", 1, new Uint8Array(21), 1, 0xa1)]],
    ["a description without a size", [sizeProperty(), isoBox("hvcC", 1, new Uint8Array(21), 0)]],
    ["no size", [hevcConfiguration()]],
  ])("with %s is refused as malformed", async (_, properties) => {
    expect(await inspect(heicOf(properties))).toMatchObject({ ok: false, reason: "malformed" });
  });

  it("with more pixels than are allowed is refused for them", async () => {
    const bytes = heicOf([sizeProperty(9000, 9000), hevcConfiguration(9000, 9000)]);
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "too_many_pixels" });
  });

  it("that holds a picture of another coding is refused as another type", async () => {
    const bytes = heicOf([sizeProperty()], "heic\0\0\0\0mif1heic", "jpeg");
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "not_an_accepted_type" });
  });
});
