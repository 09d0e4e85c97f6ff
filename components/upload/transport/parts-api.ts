/** The calls about one upload in parts, as the browser makes them. */
import type { SignPartsRequest } from "@/lib/contracts/multipart";
import { paths } from "@/lib/paths";
import { bareRefusal, isCount, isRecord, readText, refusalOf } from "./refusal";
import type { JsonAnswer, Transport } from "./transport";
import { type Answer, clockAhead, distrustOddClock, readHeaders } from "./upload-api";

export type SignedPart = {
  readonly partNumber: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAtMs: number;
};

export type StoredPart = { readonly partNumber: number; readonly sizeBytes: number; readonly etag: string };

/** `POST /images/uploads/:uploadId/parts`: a URL for each of these parts. */
export async function signParts(
  transport: Transport,
  uploadId: string,
  request: SignPartsRequest,
  nowMs: () => number,
): Promise<Answer<readonly SignedPart[]>> {
  const answer = await transport.postJson(paths.api.uploadParts(uploadId), request);
  const now = nowMs();
  const aheadMs = answer.serverTimeMs === null ? 0 : clockAhead(now, answer.serverTimeMs);
  return readAnswer(answer, (body) => {
    const expires = Date.parse(readText(body["expiresAt"]) ?? "");
    const parts = readEach(body["parts"], readSigned);
    if (parts?.length !== request.partNumbers.length || Number.isNaN(expires)) return null;
    const { expiresAtMs } = distrustOddClock({ expiresAtMs: expires + aheadMs }, now);
    return parts.map((part) => ({ ...part, expiresAtMs }));
  });
}

/** `GET /images/uploads/:uploadId/parts`: the parts that the bucket has. */
export async function listParts(
  transport: Transport,
  uploadId: string,
): Promise<Answer<readonly StoredPart[]>> {
  const answer = await transport.getJson(paths.api.uploadParts(uploadId));
  return readAnswer(answer, (body) => readEach(body["parts"], readStored));
}

/** `DELETE /images/uploads/:uploadId`. Nobody waits for it: what it misses, the server's sweep takes away. */
export function abandonUpload(transport: Transport, uploadId: string): void {
  void transport.remove(paths.api.upload(uploadId));
}

function readAnswer<Value>(
  answer: JsonAnswer,
  read: (body: Readonly<Record<string, unknown>>) => Value | null,
): Answer<Value> {
  if (answer.status < 200 || answer.status > 299) return { ok: false, refusal: refusalOf(answer) };
  const value = isRecord(answer.body) ? read(answer.body) : null;
  if (value !== null) return { ok: true, value };
  return { ok: false, refusal: bareRefusal("unreadable_answer", answer.status, null) };
}

function readEach<Value>(entries: unknown, read: (entry: unknown) => Value | null): Value[] | null {
  if (!Array.isArray(entries)) return null;
  const values = entries.map((entry: unknown) => read(entry)).filter((value) => value !== null);
  return values.length === entries.length ? values : null;
}

function readSigned(entry: unknown): Omit<SignedPart, "expiresAtMs"> | null {
  if (!isRecord(entry)) return null;
  const { partNumber } = entry;
  const url = readText(entry["url"]);
  const headers = readHeaders(entry["headers"]);
  if (!isCount(partNumber) || url === null || !URL.canParse(url) || headers === null) return null;
  return { partNumber, url, headers };
}

function readStored(entry: unknown): StoredPart | null {
  if (!isRecord(entry)) return null;
  const { partNumber, size } = entry;
  const etag = readText(entry["etag"]);
  if (!isCount(partNumber) || !isCount(size) || etag === null) return null;
  return { partNumber, sizeBytes: size, etag };
}
