// The headers that describe an object: which are kept with it and come back, which ask for a feature that is not here,
// and which ones a signed read may override.
import { notImplemented, S3Error } from "../errors";
import type { S3Request } from "../request";
import type { StoredChecksum } from "../payload/checksum";
import { checksumHeader } from "../payload/checksum";
import type { ObjectRecord } from "../store/object-record";

type DescribingRequest = Pick<S3Request, "headers" | "query">;

const systemHeaders = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
] as const;
const metadataPrefix = "x-amz-meta-";
const maxMetadataBytes = 2048;
const defaultContentType = "binary/octet-stream";

/** S3 reads x-amz-* from the query too, where SDKs put them when they presign; checksums are the exception. */
function readAmzHeaders(request: DescribingRequest): Map<string, string> {
  const inQuery = [...request.query].map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const inHeaders = request.headers
    .names()
    .map((name): [string, string] => [name, request.headers.get(name) ?? ""]);
  return new Map([...inQuery, ...inHeaders].filter(([name]) => name.startsWith("x-amz-")));
}

/**
 * What is kept with a new object. @throws S3Error MetadataTooLarge, and for what is asked of an object but is not here
 */
export function readObjectHeaders(request: DescribingRequest): Record<string, string> {
  const amz = readAmzHeaders(request);
  refuseFeatures(amz);
  const kept: Record<string, string> = { "content-type": defaultContentType };
  for (const name of systemHeaders) {
    const value = name === "content-encoding" ? readContentEncoding(request) : request.headers.get(name);
    if (value) kept[name] = value;
  }
  let metadataBytes = 0;
  for (const [name, value] of amz) {
    if (!name.startsWith(metadataPrefix)) continue;
    metadataBytes += name.length - metadataPrefix.length + value.length;
    kept[name] = isHeaderText(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString("base64")}?=`;
  }
  if (metadataBytes > maxMetadataBytes) throw new S3Error("MetadataTooLarge");
  return kept;
}

/** Text from a query may hold what a header cannot; S3 then gives it back in RFC 2047's encoding. */
function isHeaderText(text: string): boolean {
  return /^[\t\x20-\x7e\xa0-\xff]*$/.test(text);
}

/** aws-chunked describes the transfer, not the object. */
function readContentEncoding(request: DescribingRequest): string | undefined {
  const encodings = (request.headers.get("content-encoding") ?? "").split(",").map((name) => name.trim());
  return encodings.filter((name) => name !== "" && name !== "aws-chunked").join(",");
}

function refuseFeatures(amz: ReadonlyMap<string, string>): void {
  const acl = amz.get("x-amz-acl");
  if (acl !== undefined && acl !== "private" && acl !== "bucket-owner-full-control") {
    throw new S3Error("AccessControlListNotSupported");
  }
  const storageClass = amz.get("x-amz-storage-class");
  if (storageClass !== undefined && storageClass !== "STANDARD") throw new S3Error("InvalidStorageClass");
  for (const name of amz.keys()) {
    if (name.startsWith("x-amz-grant-")) throw new S3Error("AccessControlListNotSupported");
    if (name.startsWith("x-amz-server-side-encryption")) throw notImplemented("encryption at rest");
    if (name.startsWith("x-amz-object-lock-")) throw notImplemented("object lock");
    if (name === "x-amz-tagging") throw notImplemented("tagging");
    if (name === "x-amz-website-redirect-location") throw notImplemented("websites");
  }
}

export function checksumHeaders(checksum: StoredChecksum | null): Record<string, string> {
  if (checksum === null) return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type };
}

export function wantsChecksum(request: DescribingRequest): boolean {
  return readAmzHeaders(request).get("x-amz-checksum-mode")?.toUpperCase() === "ENABLED";
}

/** The headers of a read of this object, but for those about its length. @throws S3Error InvalidArgument */
export function readAnswerHeaders(request: DescribingRequest, record: ObjectRecord): Record<string, string> {
  const headers: Record<string, string> = {
    ...record.headers,
    etag: `"${record.etag}"`,
    "last-modified": new Date(record.lastModified).toUTCString(),
    "accept-ranges": "bytes",
  };
  for (const name of systemHeaders) {
    const override = request.query.get(`response-${name}`);
    if (override === undefined) continue;
    if (!isHeaderText(override)) {
      const message = "Header value cannot be represented using ISO-8859-1.";
      throw new S3Error("InvalidArgument", { message, details: { ArgumentName: `response-${name}` } });
    }
    headers[name] = override;
  }
  return headers;
}
