import { describe, expect, it } from "vitest";
import { samplePdf } from "@/tests/support/sample-files";
import { bytesOf } from "@/tests/support/sample-images";
import { byteSourceOf } from "../byte-source";
import { inspectImage, type Inspection } from "../inspect-image";

const limits = { maxPixels: 40_000_000, maxFrames: 20, maxSidePx: 16_384 };
const inspect = (bytes: Uint8Array): Promise<Inspection> => inspectImage(byteSourceOf(bytes), limits);

const pdf = Buffer.from(samplePdf()).toString("latin1");

describe("a PDF", () => {
  it("is taken, and has no size in pixels", async () => {
    const image = {
      kind: "file",
      filetype: "application/pdf",
      widthPx: null,
      heightPx: null,
      durationMs: null,
    };
    expect(await inspect(samplePdf())).toEqual({ ok: true, image });
  });

  it("may be large, have a stream as its table, and white space behind its end", async () => {
    expect(await inspect(samplePdf({ filler: `%${"x".repeat(300_000)}\n` }))).toMatchObject({ ok: true });
    const table = pdf.indexOf("xref\n0");
    const stream = bytesOf(`${pdf.slice(0, table)}9 0 obj <</Type/XRef>>\nstartxref\r\n${table}\r\n%%EOF`);
    expect(await inspect(stream)).toMatchObject({ ok: true });
    expect(await inspect(bytesOf(pdf, "\r\n \n", new Uint8Array(500)))).toMatchObject({ ok: true });
  });

  it("cut short anywhere is refused as truncated", async () => {
    const whole = pdf.trimEnd().length;
    for (let length = 0; length < whole; length += 1) {
      const inspection = await inspect(bytesOf(pdf.slice(0, length)));
      expect(inspection, `${length} bytes`).toMatchObject({ ok: false, reason: "truncated" });
    }
  });

  it.each<[string, string]>([
    ["no version", pdf.replace("%PDF-1.4", "%PDF-x.4")],
    ["a page of HTML behind its end", `${pdf}<script>alert(1)</script>`],
    ["a table that is not where it says", pdf.replace(/startxref\n\d+/, "startxref\n3")],
    ["a table beyond its end", pdf.replace(/startxref\n\d+/, "startxref\n999999999999999")],
    ["no pointer to its table", pdf.replace("startxref", "startnothing")],
  ])("with %s is refused as malformed", async (_, text) => {
    expect(await inspect(bytesOf(text))).toMatchObject({ ok: false, reason: "malformed" });
  });

  it("with something in front of it is none", async () => {
    const inspection = await inspect(bytesOf("<html>", pdf));
    expect(inspection).toMatchObject({ ok: false, reason: "not_an_accepted_type" });
  });
});
