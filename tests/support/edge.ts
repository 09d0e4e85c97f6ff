/**
 * A stand-in for a CloudFront distribution with a trusted key group and origin access control: checks canned policies
 * as the developer guide describes them, asks the bucket with keys of its own, and keeps what it was given.
 */
import { createVerify, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { readEnvironment } from "./environment";

export type Edge = {
  /** What an app needs to sign for it. */
  readonly settings: Readonly<Record<string, string>>;
  readonly origin: string;
  /** How often it asked the bucket. */
  asked(): number;
  stop(): Promise<void>;
};

type Kept = { readonly status: number; readonly headers: Headers; readonly body: Buffer };

const KEY_PAIR_ID = "KTESTKEY";
const SIGNATURE_FIELDS = ["Expires", "Signature", "Key-Pair-Id", "Hash-Algorithm"];

export async function startEdge(): Promise<Edge> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const copies = new Map<string, Kept>();
  let asked = 0;
  const server = createServer((request, response) => {
    void answer(`${origin}${request.url ?? "/"}`).then(({ status, headers, body }) => {
      response.writeHead(status, Object.fromEntries(headers)).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${portOf(server.address())}`;

  async function answer(address: string): Promise<Kept> {
    const resource = trustedResource(address, publicKey.export({ type: "spki", format: "pem" }).toString());
    if (resource === null) return { status: 403, headers: new Headers(), body: Buffer.alloc(0) };
    const kept = copies.get(resource);
    if (kept !== undefined) return kept;
    asked += 1;
    const fetched = await askBucket(new URL(resource));
    if (fetched.status === 200) copies.set(resource, fetched);
    return fetched;
  }

  return {
    origin,
    settings: {
      CLOUDFRONT_URL: origin,
      CLOUDFRONT_KEY_PAIR_ID: KEY_PAIR_ID,
      // In one line, as most platforms want their settings.
      CLOUDFRONT_PRIVATE_KEY: privateKey
        .export({ type: "pkcs8", format: "pem" })
        .toString()
        .replaceAll("\n", "\\n"),
    },
    asked: () => asked,
    stop: () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The edge has no port.");
  return address.port;
}

/** The address without what CloudFront itself added to it, when its signature is right and its time has not come. */
function trustedResource(address: string, publicKey: string): string | null {
  const [path = "", query = ""] = address.split("?");
  const pairs = query.split("&");
  const nameOf = (pair: string) => pair.split("=")[0] ?? "";
  const valueOf = (name: string) =>
    decodeURIComponent(pairs.find((pair) => nameOf(pair) === name)?.slice(name.length + 1) ?? "");
  const own = pairs.filter((pair) => !SIGNATURE_FIELDS.includes(nameOf(pair)));
  const resource = own.length === 0 ? path : `${path}?${own.join("&")}`;
  const expires = Number(valueOf("Expires"));
  const policy = `{"Statement":[{"Resource":"${resource}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`;
  const signature = valueOf("Signature").replaceAll("-", "+").replaceAll("_", "=").replaceAll("~", "/");
  const isSigned = createVerify("RSA-SHA256").update(policy).verify(publicKey, signature, "base64");
  const isOurs = valueOf("Key-Pair-Id") === KEY_PAIR_ID && valueOf("Hash-Algorithm") === "SHA256";
  return isSigned && isOurs && expires * 1000 > Date.now() ? resource : null;
}

async function askBucket(resource: URL): Promise<Kept> {
  const { S3_ENDPOINT, S3_BUCKET, S3_REGION } = readEnvironment();
  const client = new S3Client({ endpoint: S3_ENDPOINT, region: S3_REGION, forcePathStyle: true });
  const { searchParams: overrides } = resource;
  const command = new GetObjectCommand({
    Bucket: S3_BUCKET,
    Key: decodeURIComponent(resource.pathname.slice(1)),
    ResponseCacheControl: overrides.get("response-cache-control") ?? undefined,
    ResponseContentDisposition: overrides.get("response-content-disposition") ?? undefined,
    ResponseContentType: overrides.get("response-content-type") ?? undefined,
  });
  const response = await fetch(await getSignedUrl(client, command));
  client.destroy();
  const headers = new Headers();
  for (const name of ["content-type", "content-disposition", "cache-control"]) {
    const value = response.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) };
}
