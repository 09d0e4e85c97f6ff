// Decodes aws-chunked bodies: chunks with their sizes, perhaps each with a signature that continues the request's own,
// and perhaps trailing headers (a checksum) behind the last.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
import { createHash } from "node:crypto";
import type { ChunkSigning } from "../auth/payload-protection";
import { emptySha256, sameSignature, sha256Hex, sign } from "../auth/signature";
import { S3Error } from "../errors";
import { ByteReader } from "./byte-reader";

interface ChunkedOptions {
  /** Null for unsigned chunks. */
  readonly signing: ChunkSigning | null;
  /** The one trailer that was announced, or null when none may come. */
  readonly trailer: string | null;
  readonly onTrailer: (value: string) => void;
}

const maxLineBytes = 4096;
const minChunkBytes = 8192;
const maxTrailerLines = 2;

/** Yields the decoded bytes; what it yielded counts only when it ends without throwing. */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  options: ChunkedOptions,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(source);
  const chain = options.signing === null ? null : new SignatureChain(options.signing);
  let lastBytes = minChunkBytes;
  for (;;) {
    const { bytes, signature } = readChunkHead(await reader.line(maxLineBytes));
    if (bytes > 0 && lastBytes < minChunkBytes) throw new S3Error("InvalidChunkSizeError");
    lastBytes = bytes;
    const hash = chain === null ? null : createHash("sha256");
    for await (const piece of reader.take(bytes)) {
      hash?.update(piece);
      yield piece;
    }
    if (hash !== null) chain?.checkChunk(hash.digest("hex"), signature);
    if (bytes === 0) break;
    if ((await reader.line(1)) !== "") throw new S3Error("IncompleteBody");
  }
  await readTrailers(reader, chain, options);
}

function readChunkHead(line: string | null): { bytes: number; signature: string } {
  const match = line === null ? null : /^([0-9a-fA-F]{1,10})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (match === null) throw new S3Error("IncompleteBody");
  return { bytes: Number.parseInt(match[1] ?? "", 16), signature: match[2] ?? "" };
}

/** Clients differ in how many empty lines they write around trailers; the end of the body is the end of them all. */
async function readTrailers(
  reader: ByteReader,
  chain: SignatureChain | null,
  options: ChunkedOptions,
): Promise<void> {
  const lines: string[] = [];
  for (let line = await reader.line(maxLineBytes); line !== null; line = await reader.line(maxLineBytes)) {
    if (line !== "") lines.push(line);
    if (lines.length > maxTrailerLines) throw new S3Error("MalformedTrailerError");
  }
  if (!(await reader.ended())) throw new S3Error("MalformedTrailerError");
  const trailers = new Map(lines.map(splitTrailer));
  const signature = chain === null ? "" : (trailers.get("x-amz-trailer-signature") ?? "");
  if (chain !== null) trailers.delete("x-amz-trailer-signature");
  const value = options.trailer === null ? undefined : trailers.get(options.trailer);
  if (trailers.size !== (options.trailer === null ? 0 : 1)) throw new S3Error("MalformedTrailerError");
  if (options.trailer === null) return;
  if (value === undefined) throw new S3Error("MalformedTrailerError");
  chain?.checkTrailer(`${options.trailer}:${value}\n`, signature);
  options.onTrailer(value);
}

function splitTrailer(line: string): [name: string, value: string] {
  const mark = line.indexOf(":");
  return [line.slice(0, Math.max(mark, 0)).trim().toLowerCase(), line.slice(mark + 1).trim()];
}

/** Every signature covers the one before it, so that chunks can be neither dropped nor moved. */
class SignatureChain {
  readonly #signing: ChunkSigning;
  #previous: string;

  constructor(signing: ChunkSigning) {
    this.#signing = signing;
    this.#previous = signing.seedSignature;
  }

  checkChunk(sha256: string, signature: string): void {
    this.#check("AWS4-HMAC-SHA256-PAYLOAD", [emptySha256, sha256], signature);
  }

  checkTrailer(canonical: string, signature: string): void {
    this.#check("AWS4-HMAC-SHA256-TRAILER", [sha256Hex(canonical)], signature);
  }

  #check(algorithm: string, hashes: readonly string[], signature: string): void {
    const { key, timestamp, scope } = this.#signing;
    const expected = sign(key, [algorithm, timestamp, scope, this.#previous, ...hashes].join("\n"));
    if (!sameSignature(expected, signature)) throw new S3Error("SignatureDoesNotMatch");
    this.#previous = expected;
  }
}
