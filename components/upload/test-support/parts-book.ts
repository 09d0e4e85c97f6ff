import { createHash } from "node:crypto";
import { signPartsRequest } from "@/lib/contracts/multipart";
import type { PresignUploadRequest } from "@/lib/contracts/upload";

type BegunUpload = {
  readonly uploadId: string;
  readonly key: string;
  readonly file: PresignUploadRequest;
  readonly parts: Map<number, Buffer>;
  readonly checksums: Map<number, string>;
};

const LIFE_MS = 86_400_000;

/** The uploads in parts of the service on loopback: begun, signed, put, listed, given up. */
export class PartsBook {
  partSizeBytes = 128 * 1024;
  partLifeMs = 900_000;
  /** Upload ids that were given up. */
  readonly abandoned: string[] = [];
  /** The numbers of each request for URLs. */
  readonly signed: (readonly number[])[] = [];
  readonly #uploads = new Map<string, BegunUpload>();

  begin(file: PresignUploadRequest, nowMs: number): unknown {
    const uploadId = crypto.randomUUID();
    const key = `parts/${this.#uploads.size + 1}`;
    this.#uploads.set(uploadId, { uploadId, key, file, parts: new Map(), checksums: new Map() });
    return {
      uploadId,
      key,
      partSizeBytes: this.partSizeBytes,
      partCount: Math.ceil((file.size ?? 0) / this.partSizeBytes),
      expiresAt: new Date(nowMs + LIFE_MS).toISOString(),
    };
  }

  /** Null when the upload is not known. */
  sign(uploadId: string, body: unknown, storeOrigin: string, nowMs: number): unknown {
    const upload = this.#uploads.get(uploadId);
    if (upload === undefined) return null;
    const { partNumbers, checksums = [] } = signPartsRequest.parse(body);
    this.signed.push(partNumbers);
    const expiresAtMs = nowMs + this.partLifeMs;
    return {
      parts: partNumbers.map((partNumber, place) => ({
        partNumber,
        url: `${storeOrigin}/${upload.key}?part=${partNumber}&until=${Math.round(expiresAtMs)}`,
        headers: { "content-md5": checksums[place] ?? "" },
      })),
      expiresAt: new Date(expiresAtMs).toISOString(),
    };
  }

  list(uploadId: string): unknown {
    const upload = this.#uploads.get(uploadId);
    if (upload === undefined) return null;
    const parts = [...upload.parts].map(([partNumber, bytes]) => ({
      partNumber,
      size: bytes.byteLength,
      etag: etagOf(bytes),
    }));
    return { parts, partSizeBytes: this.partSizeBytes, partCount: 1, expiresAt: new Date().toISOString() };
  }

  abandon(uploadId: string): void {
    this.abandoned.push(uploadId);
    this.#uploads.delete(uploadId);
  }

  /** Loses all uploads, as a server does whose sweep ran. */
  loseAll(): void {
    this.#uploads.clear();
  }

  find(key: string): BegunUpload | undefined {
    return [...this.#uploads.values()].find((upload) => upload.key === key);
  }

  /** @returns the status that a store answers */
  put(key: string, query: URLSearchParams, md5: string, bytes: Buffer, nowMs: number): number {
    const upload = this.find(key);
    if (upload === undefined) return 404;
    if (Number(query.get("until")) < nowMs) return 403;
    if (createHash("md5").update(bytes).digest("base64") !== md5) return 400;
    upload.parts.set(Number(query.get("part")), bytes);
    return 200;
  }

  /** The whole object, when these are the parts that it has; null when they are not. */
  assemble(key: string, parts: readonly { partNumber: number; etag: string }[]): Buffer | null {
    const upload = this.find(key);
    const bytes = parts.map(({ partNumber, etag }) => {
      const part = upload?.parts.get(partNumber);
      return part !== undefined && etagOf(part) === etag ? part : null;
    });
    const known = bytes.filter((part) => part !== null);
    const whole = Buffer.concat(known);
    return known.length === bytes.length && whole.byteLength === upload?.file.size ? whole : null;
  }
}

function etagOf(bytes: Buffer): string {
  return `"${createHash("md5").update(bytes).digest("hex")}"`;
}
