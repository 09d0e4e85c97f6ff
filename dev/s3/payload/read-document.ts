// The XML document in a request's body: small, and checked like any other body.
import type { VerifiedRequest } from "../auth/verify-request";
import { S3Error } from "../errors";
import { readXml, type XmlElement } from "../xml/read-xml";
import { readExpectedDigests } from "./expected-digests";
import { openPayload } from "./open-payload";

const maxDocumentBytes = 1024 * 1024;

interface DocumentOptions {
  /** S3 wants some documents to come with Content-MD5 or a checksum. */
  readonly digestRequired?: boolean;
}

/** Null when the body is empty. @throws S3Error MalformedXML, MaxMessageLengthExceeded, InvalidRequest, BadDigest */
export async function readDocument(
  request: VerifiedRequest,
  { digestRequired = false }: DocumentOptions = {},
): Promise<XmlElement | null> {
  const { md5, checksum } = readExpectedDigests(request.headers);
  if (digestRequired && md5 === null && checksum === null) {
    const message = "Missing required header for this request: Content-MD5 OR x-amz-checksum-*";
    throw new S3Error("InvalidRequest", { message });
  }
  const payload = openPayload(request, { maxBytes: Number.MAX_SAFE_INTEGER });
  if (payload.declaredBytes > maxDocumentBytes) throw new S3Error("MaxMessageLengthExceeded");
  const chunks: Buffer[] = [];
  for await (const chunk of payload.bytes) chunks.push(chunk);
  payload.settle();
  return chunks.length === 0 ? null : readXml(decodeUtf8(Buffer.concat(chunks)));
}

/** @throws S3Error MalformedXML when the request needs a document and has none. */
export async function requireDocument(
  request: VerifiedRequest,
  options?: DocumentOptions,
): Promise<XmlElement> {
  const document = await readDocument(request, options);
  if (document === null) throw new S3Error("MalformedXML");
  return document;
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new S3Error("MalformedXML");
  }
}
