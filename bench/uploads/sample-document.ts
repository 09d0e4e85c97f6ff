/** Files that Signet takes as documents, so that no pictures are made of them while others are measured: PDFs of any size. */

const FILLER_BYTES = 1024 ** 2;
const filler = new Uint8Array(FILLER_BYTES).fill(0x78);
let made = 0;

/** Each of another content than every one before. */
export function makeDocument(sizeBytes: number): File {
  made += 1;
  const head = `%PDF-1.7\n% ${crypto.randomUUID()} `;
  const end = (offset: number) => `\nxref\n0 0\ntrailer <<>>\nstartxref\n${offset}\n%%EOF`;
  const digits = String(sizeBytes).length;
  const fillerBytes = sizeBytes - head.length - end(0).length - digits + 1;
  const table = String(head.length + fillerBytes + 1);
  const tail = end(0).replace("\n0\n%%EOF", `\n${table.padStart(digits, "0")}\n%%EOF`);
  const body = Array.from({ length: Math.ceil(fillerBytes / FILLER_BYTES) }, (_, index) =>
    filler.subarray(0, Math.min(FILLER_BYTES, fillerBytes - index * FILLER_BYTES)),
  );
  return new File([head, ...body, tail], `document-${made}.pdf`, {
    type: "application/pdf",
    lastModified: 1_700_000_000_000 + made,
  });
}
