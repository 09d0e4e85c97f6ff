import "server-only";
import type { S3Client } from "@aws-sdk/client-s3";
import { S3RequestPresigner } from "@aws-sdk/s3-request-presigner";
import { addressOf, amazonEndpoint, parseEndpoint } from "@/lib/signing/endpoint";
import { encodeKey, encodeQueryValue } from "@/lib/signing/uri-encoding";

export type WriteRequest = {
  readonly bucket: string;
  readonly key: string;
  /** What names the operation and its subject. */
  readonly query: Readonly<Record<string, string>>;
  /** All of them are signed, as headers: in the query, where the SDK would put some, S3 ignores them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signingDate: Date;
  readonly expiresIn: number;
};

/**
 * The address of one PUT, signed by the SDK's signer. The request goes to it as it is: `getSignedUrl` would build a
 * command and resolve the endpoint's rules anew for each, which takes some fifteen times as long as signing.
 * @throws what the chain of credentials throws
 */
export async function presignWrite(client: S3Client, request: WriteRequest): Promise<string> {
  const { bucket, key, query, headers, signingDate, expiresIn } = request;
  const { presigner, endpoint } = await signingKitOf(client);
  const { origin, host, pathPrefix } = addressOf(endpoint, bucket, client.config.forcePathStyle === true);
  const path = `${pathPrefix}/${encodeKey(key)}`;
  const { hostname, protocol } = new URL(origin);
  const signed = await presigner.presign(
    { method: "PUT", protocol, hostname, path, query: { ...query }, headers: { ...headers, host } },
    {
      signingDate,
      expiresIn,
      signableHeaders: new Set(["host", ...Object.keys(headers)]),
      unhoistableHeaders: new Set(Object.keys(headers)),
    },
  );
  return `${origin}${path}?${writeQuery(signed.query ?? {})}`;
}

type SigningKit = {
  readonly presigner: S3RequestPresigner;
  readonly endpoint: ReturnType<typeof parseEndpoint>;
};

const kits = new WeakMap<S3Client, Promise<SigningKit>>();

function signingKitOf(client: S3Client): Promise<SigningKit> {
  const known = kits.get(client);
  if (known !== undefined) return known;
  const made = makeKit(client);
  kits.set(client, made);
  return made;
}

async function makeKit({ config }: S3Client): Promise<SigningKit> {
  const presigner = new S3RequestPresigner({
    region: config.region,
    credentials: config.credentials,
    sha256: config.sha256,
  });
  const given = await config.endpoint?.();
  if (given === undefined) return { presigner, endpoint: amazonEndpoint(await config.region()) };
  const { protocol, hostname, port, path } = given;
  const host = port === undefined ? hostname : `${hostname}:${port}`;
  return { presigner, endpoint: parseEndpoint(`${protocol}//${host}${path}`) };
}

/** In the order in which names were signed. */
function writeQuery(query: Readonly<Record<string, string | readonly string[] | null>>): string {
  return Object.keys(query)
    .sort()
    .map((name) => `${encodeQueryValue(name)}=${encodeQueryValue(String(query[name]))}`)
    .join("&");
}
