import { describe, expect, it } from "vitest";
import { cpuMsSince } from "@/tests/support/cpu-time";
import { bytesOf } from "@/tests/support/sample-images";
import { nameForeignFormat } from "./foreign-formats";

describe("the name of a foreign file", () => {
  it.each([
    ["<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"],
    ["\n <!-- drawn by hand -->\n<svg>", "an SVG drawing"],
    ["<?xml version='1.0'?>\n<!DOCTYPE svg PUBLIC 'x'>\n<svg width='1'>", "an SVG drawing"],
    ["\xef\xbb\xbf<?xml version='1.0'?><!-- a --><svg >", "an SVG drawing"],
    ["\xff\xfe<\0s\0v\0g\0>\0", "an SVG drawing"],
    ["<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y 'z'>]><svg >", "an SVG drawing"],
    ["<!DOCTYPE html><title>x</title>", "an HTML page"],
    ["<!-- x --><HTML>", "an HTML page"],
    ["<script>alert(1)</script>", "an HTML page"],
    ["<?xml version='1.0'?><html xmlns='x'>", "an HTML page"],
    ["<?xml version='1.0'?><rss/>", "an XML document"],
    ["<?php echo 1;", "a PHP script"],
    ["MIME-Version: 1.0\r\n", "a web archive"],
    ["%PDF-1.7\n", "a PDF document"],
    ["junk in front\n%PDF-1.7\n", "a PDF document"],
    ["PK\x03\x04\x14\0", "a ZIP archive or an office document"],
    ["II*\0\x08\0\0\0", "a TIFF picture or a camera's raw file"],
    ["MM\0*\0\0\0\x08", "a TIFF picture or a camera's raw file"],
    ["BM\x46\0\0\0", "a BMP picture"],
    ["\0\0\x01\0\x01\0", "an ICO icon"],
    ["\0\0\0\x18ftypheic\0\0\0\0", "a HEIC picture"],
    ["\0\0\0\x18ftypmp42\0\0\0\0", "an MP4 film"],
    ["\0\0\0\x14ftypqt  \0\0\0\0", "a QuickTime film"],
    ["\0\0\0\x14ftyp????\0\0\0\0", "of a kind related to MP4 and HEIC"],
    ["\x1aE\xdf\xa3\x01", "a WebM or Matroska film"],
    ["RIFF\0\0\0\0WAVEfmt ", "a WAV sound"],
    ["RIFF\0\0\0\0AVI LIST", "an AVI film"],
    ["\xff\x0a\xff", "a JPEG XL picture"],
    ["8BPS\0\x01", "a Photoshop document"],
    ["\x1f\x8b\x08", "a gzip archive"],
    ["MZ\x90\0", "a Windows program"],
    ["dear diary\n", "plain text"],
    ["\x01\x02\x03\x04", "of no kind that is known here"],
  ])("%j is %s", (start, name) => {
    expect(nameForeignFormat(bytesOf(start))).toBe(name);
  });

  it("is found quickly in a file of nothing but comments", () => {
    const before = process.cpuUsage();
    expect(nameForeignFormat(bytesOf("<!---->".repeat(500)))).toBe("plain text");
    expect(nameForeignFormat(bytesOf("<?xml?>".repeat(500)))).toBe("an XML document");
    expect(nameForeignFormat(bytesOf(" ".repeat(5000), "<"))).toBe("plain text");
    expect(cpuMsSince(before)).toBeLessThan(2_000);
  });
});
