import "server-only";
import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import { TLSSocket } from "node:tls";
import { env } from "@/lib/env";
import { addressOf, amazonEndpoint, parseEndpoint } from "@/lib/signing/endpoint";
import type { PreflightFacts, ServiceFacts } from "@/lib/installation/bucket-facts";
import { SIGNED_HEADERS } from "@/lib/installation/bucket-plan";

/** Questions to the store that need no key: what any stranger, and every browser, may ask. */

const TIMEOUT_MS = 3_000;
const STRANGER = "https://stranger.example";

type PlainAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly certificateEndsAt: Date | null;
};

/** @throws when there is no answer */
export async function askService(): Promise<ServiceFacts> {
  const askedAt = Date.now();
  const { headers, certificateEndsAt } = await ask("HEAD", addressFor(env().S3_ENDPOINT), {});
  const midway = (askedAt + Date.now()) / 2;
  const told = Date.parse(String(headers["date"] ?? ""));
  return {
    // The header has whole seconds, cut off.
    aheadMs: Number.isNaN(told) ? null : told + 500 - midway,
    isEmbedded: headers["server"] === "SignetS3",
    certificateEndsAt,
  };
}

/** Asks the bucket, at the address that browsers use, what a browser asks before an upload. */
export async function askPreflight(origins: readonly string[]): Promise<PreflightFacts> {
  const address = addressFor(env().S3_PUBLIC_ENDPOINT ?? env().S3_ENDPOINT);
  try {
    const [refused, strangers] = await Promise.all([
      filterAsync(origins, async (origin) => !(await letsIn(address, origin))),
      filterAsync([STRANGER, "null"], (origin) => letsIn(address, origin)),
    ]);
    return { refused, strangers };
  } catch {
    return { refused: null, strangers: [] };
  }
}

async function letsIn(address: string, origin: string): Promise<boolean> {
  const { status, headers } = await ask("OPTIONS", `${address}/uploads/any`, {
    origin,
    "access-control-request-method": "PUT",
    "access-control-request-headers": SIGNED_HEADERS.join(","),
  });
  const allowed = headers["access-control-allow-origin"];
  return status < 300 && (allowed === origin || allowed === "*");
}

function addressFor(endpoint: string | undefined): string {
  const { S3_BUCKET, S3_REGION, S3_FORCE_PATH_STYLE } = env();
  const parsed = endpoint === undefined ? amazonEndpoint(S3_REGION) : parseEndpoint(endpoint);
  const { origin, pathPrefix } = addressOf(parsed, S3_BUCKET, S3_FORCE_PATH_STYLE);
  return `${origin}${pathPrefix}`;
}

/** Below `fetch`, which keeps the headers of a browser's question to itself and tells nothing of certificates. */
function ask(method: string, address: string, headers: Record<string, string>): Promise<PlainAnswer> {
  const begin = address.startsWith("https:") ? requestTls : requestPlain;
  return new Promise((resolve, reject) => {
    const outgoing = begin(address, {
      method,
      headers,
      agent: false,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      const certificateEndsAt = endOfCertificate(incoming.socket);
      incoming.resume();
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, certificateEndsAt });
    });
    outgoing.end();
  });
}

function endOfCertificate(socket: unknown): Date | null {
  if (!(socket instanceof TLSSocket)) return null;
  const end = Date.parse(socket.getPeerCertificate().valid_to);
  return Number.isNaN(end) ? null : new Date(end);
}

async function filterAsync(
  texts: readonly string[],
  test: (text: string) => Promise<boolean>,
): Promise<string[]> {
  const kept = await Promise.all(texts.map(test));
  return texts.filter((_text, index) => kept[index] === true);
}
