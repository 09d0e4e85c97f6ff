/**
 * Whether a file is a PDF from its first byte to its last: a header in front, and at the end a pointer to a
 * table of its objects that is really there. What it says on its pages is up to who opens it.
 */
import type { ByteSource } from "../byte-source";
import { refuse } from "../refusal";

const HEADER = /^%PDF-(1\.\d|2\.\d)/;
const HEADER_BYTES = 8;
// Behind the end mark only white space may follow, and zeros with which some programs fill up blocks.
const END = /startxref[\s\0]+(\d{1,15})[\s\0]+%%EOF[\s\0]*$/;
const TAIL_BYTES = 2048;
const TABLE = /^[\s\0]*(xref[\s\0]|\d+[\s\0]+\d+[\s\0]+obj)/;
const TABLE_BYTES = 64;

export type DocumentHeader = { readonly filetype: "application/pdf" };

export async function parsePdf(source: ByteSource): Promise<DocumentHeader> {
  if (!HEADER.test(await textAt(source, 0, HEADER_BYTES))) {
    refuse(
      source.sizeBytes < HEADER_BYTES ? "truncated" : "malformed",
      "The PDF does not say of which version it is.",
    );
  }
  const tailOffset = Math.max(0, source.sizeBytes - TAIL_BYTES);
  const tail = await textAt(source, tailOffset, TAIL_BYTES);
  const end = END.exec(tail);
  if (end === null) return refuse(reasonOfEnd(tail), "The PDF does not end as one must.");
  const tableOffset = Number(end[1]);
  const isTable = TABLE.test(await textAt(source, tableOffset, TABLE_BYTES));
  if (!isTable) refuse("malformed", "The table of the PDF's objects is not where it says.");
  return { filetype: "application/pdf" };
}

/** An end mark with something behind it was written by somebody; none at all means that the rest is missing. */
function reasonOfEnd(tail: string): "malformed" | "truncated" {
  return tail.includes("%%EOF") ? "malformed" : "truncated";
}

async function textAt(source: ByteSource, offset: number, length: number): Promise<string> {
  const bytes = await source.read(offset, length);
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
