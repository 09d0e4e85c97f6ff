/**
 * What a store would answer to the requests with which Uppy begins, lists, completes and gives up an upload in parts.
 * Signet has done these itself and signs no URL for them, so the address that Uppy is given holds the answer: `data:`.
 */

export function answerBegun(uploadId: string): string {
  return holding(
    `<InitiateMultipartUploadResult>${element("UploadId", uploadId)}</InitiateMultipartUploadResult>`,
  );
}

export function answerParts(
  parts: readonly { readonly partNumber: number; readonly etag: string }[],
): string {
  const listed = parts.map(
    ({ partNumber, etag }) =>
      `<Part>${element("PartNumber", String(partNumber))}${element("ETag", etag)}</Part>`,
  );
  return holding(`<ListPartsResult>${listed.join("")}</ListPartsResult>`);
}

export function answerCompleted(key: string): string {
  const result = element("Location", key) + element("Key", key);
  return holding(`<CompleteMultipartUploadResult>${result}</CompleteMultipartUploadResult>`);
}

export function answerNothing(): string {
  return holding("");
}

function element(name: string, text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<${name}>${escaped}</${name}>`;
}

function holding(xml: string): string {
  return `data:application/xml,${encodeURIComponent(xml)}`;
}
