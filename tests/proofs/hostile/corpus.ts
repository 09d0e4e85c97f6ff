/** Files that want to be taken for something else, in the disguise of each accepted type. */
import type { mediaTypes } from "@/lib/images/media-type";
import { sampleMp4, samplePdf, sampleWebm } from "../../support/sample-files";
import { sampleHeic } from "../../support/sample-heif";
import { bytesOf, sampleAnimation, sampleFile, uint32 } from "../../support/sample-images";

const SCRIPT = "<script>alert(document.domain)</script>";

/** What is no picture, film or document of ours, whatever stands in front of it. */
const PAYLOADS: Readonly<Record<string, Uint8Array>> = {
  svg: bytesOf(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${SCRIPT}</svg>`),
  "svg behind a prolog": bytesOf(`<?xml version="1.0"?><!DOCTYPE svg><svg>${SCRIPT}</svg>`),
  "svg behind blanks": bytesOf(" \n\t".repeat(300), `<svg>${SCRIPT}</svg>`),
  "svg in UTF-16": Buffer.from(`\ufeff<svg>${SCRIPT}</svg>`, "utf16le"),
  html: bytesOf(`<!doctype html><html>${SCRIPT}</html>`),
  "html behind a comment": bytesOf(`<!-- ${"x".repeat(2000)} --><html>${SCRIPT}`),
  "html without a tag of its own": bytesOf(`<img src=x onerror=alert(1)>`),
  xslt: bytesOf(
    `<?xml-stylesheet href="data:,x"?><x:stylesheet xmlns:x="http://www.w3.org/1999/XSL/Transform"/>`,
  ),
  mhtml: bytesOf(`MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n${SCRIPT}`),
  javascript: bytesOf(`/*GIF*/alert(1)//`),
  json: bytesOf(`{"__proto__":{"x":1}}`),
  css: bytesOf(`@import url(https://evil.example)`),
  zip: bytesOf("PK\x03\x04", "\0".repeat(100)),
  gzip: bytesOf(0x1f, 0x8b, 8, 0, "\0".repeat(60)),
  rar: bytesOf("Rar!\x1a\x07\x01\0", "\0".repeat(60)),
  "7z": bytesOf("7z\xbc\xaf\x27\x1c", "\0".repeat(60)),
  exe: bytesOf("MZ", "\0".repeat(200)),
  elf: bytesOf("\x7fELF\x02\x01\x01", "\0".repeat(60)),
  "mach-o": bytesOf(0xcf, 0xfa, 0xed, 0xfe, "\0".repeat(60)),
  wasm: bytesOf("\0asm\x01\0\0\0"),
  java: bytesOf(0xca, 0xfe, 0xba, 0xbe, "\0".repeat(60)),
  swf: bytesOf("FWS\x0a", uint32(100), "\0".repeat(60)),
  tiff: bytesOf("II*\0\x08\0\0\0", "\0".repeat(60)),
  bmp: bytesOf("BM", "\0".repeat(60)),
  ico: bytesOf(0, 0, 1, 0, 1, 0, "\0".repeat(60)),
  psd: bytesOf("8BPS\0\x01", "\0".repeat(60)),
  eps: bytesOf("%!PS-Adobe-3.0 EPSF-3.0\n"),
  jxl: bytesOf(0xff, 0x0a, "\0".repeat(60)),
  "jpeg 2000": bytesOf("\0\0\0\x0cjP  \r\n\x87\n", "\0".repeat(60)),
  dicom: bytesOf("\0".repeat(128), "DICM"),
  mp3: bytesOf("ID3\x03\0\0", "\0".repeat(60)),
  ogg: bytesOf("OggS\0\x02", "\0".repeat(60)),
  avi: bytesOf("RIFF\x40\0\0\0AVI LIST", "\0".repeat(60)),
  matroska: bytesOf(0x1a, 0x45, 0xdf, 0xa3, 0x8b, 0x42, 0x82, 0x88, "matroska"),
  "m4a sound": bytesOf("\0\0\0\x18ftypM4A \0\0\0\0isommp42"),
  rtf: bytesOf("{\\rtf1\\ansi"),
  "old office": bytesOf(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, "\0".repeat(60)),
  shell: bytesOf("#!/bin/sh\nrm -rf /\n"),
  zeros: new Uint8Array(4096),
  nothing: new Uint8Array(),
};

const SIGNATURES: Readonly<Record<keyof typeof mediaTypes, string>> = {
  "image/jpeg": "\xff\xd8\xff\xe0",
  "image/png": "\x89PNG\r\n\x1a\n",
  "image/webp": "RIFF\x40\0\0\0WEBP",
  "image/avif": "\0\0\0\x14ftypavif\0\0\0\0avif",
  "image/gif": "GIF89a",
  "image/heic": "\0\0\0\x14ftypheic\0\0\0\0heic",
  "image/heif": "\0\0\0\x14ftypmif1\0\0\0\0mif1",
  "video/mp4": "\0\0\0\x14ftypisom\0\0\0\0isom",
  "video/webm": "\x1aE\xdf\xa3\x87\x42\x82\x84webm",
  "video/quicktime": "\0\0\0\x14ftypqt  \0\0\0\0qt  ",
  "application/pdf": "%PDF-1.7\n",
};

export type HostileFile = { readonly name: string; readonly bytes: Uint8Array };

/** Each payload as it is, and behind the signature of every accepted type: none of them may be accepted. */
export function hostileFiles(): HostileFile[] {
  return Object.entries(PAYLOADS).flatMap(([payload, bytes]) => [
    { name: payload, bytes },
    ...Object.entries(SIGNATURES).map(([type, signature]) => ({
      name: `${payload} behind the signature of ${type}`,
      bytes: bytesOf(signature, bytes),
    })),
  ]);
}

/** A good file of each type, to be damaged. */
export async function goodFiles(): Promise<HostileFile[]> {
  const picture = { widthPx: 20, heightPx: 12, orientation: 6 };
  const formats = ["jpeg", "png", "webp", "avif", "gif"] as const;
  const pictures = formats.map(async (name) => ({ name, bytes: await sampleFile(name, picture) }));
  const animations = (["webp", "gif"] as const).map(async (name) => ({
    name: `animated ${name}`,
    bytes: await sampleAnimation(name, { widthPx: 8, heightPx: 8, frames: 4 }),
  }));
  return [
    ...(await Promise.all([...pictures, ...animations])),
    { name: "mp4", bytes: sampleMp4() },
    { name: "webm", bytes: sampleWebm() },
    { name: "pdf", bytes: samplePdf() },
    { name: "heic", bytes: sampleHeic() },
  ];
}
