import "server-only";
import { createHash } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { env } from "@/lib/env";
import type { ObjectKey } from "@/lib/images/object-key";
import type { TrialOutcome, Verdict } from "@/lib/installation/trial";
import { amazonEndpoint, parseEndpoint } from "@/lib/signing/endpoint";
import type { ResponseOverrides } from "@/lib/signing/response-overrides";
import { createQuerySigner } from "@/lib/signing/sigv4-query-signer";
import type { PutRequest } from "../object-storage";
import { signingTime } from "../s3/s3-client";
import { signPut } from "../s3/s3-signed-put";

/** What the trials of a probe share: keys of their own, the product's own signers, and requests as a stranger sends them. */

const ANSWER_MS = 4_000;
const URL_SECONDS = 60;
export const FILETYPE = "image/png";

export type Reply = { readonly status: number; readonly headers: Headers; readonly bytes: Buffer };
export type Sending = { readonly headers?: Record<string, string>; readonly body?: Buffer };

export type ProbeKit = {
  readonly client: S3Client;
  readonly bucket: string;
  /** The next key for an upload that the ledger has announced for this probe. */
  takeKey(): ObjectKey;
  /** The next key for a copy or an upload in parts, which lie where images do. */
  takeImageKey(): ObjectKey;
  /** Multipart uploads that were begun, to be aborted in the end whatever happens. */
  readonly begun: { readonly key: ObjectKey; readonly uploadId: string }[];
  /** A presigned PUT as the product signs it, with nothing bound but the type, unless `change` says so. */
  sign(
    key: ObjectKey,
    change?: Partial<PutRequest>,
    signedAt?: Date,
  ): Promise<{ url: string; headers: Record<string, string> }>;
  signGet(key: ObjectKey, overrides?: ResponseOverrides): Promise<string>;
  /** @throws when there is no answer in time */
  send(method: string, url: string, sending?: Sending): Promise<Reply>;
};

export type ProbeKeys = { readonly uploads: readonly ObjectKey[]; readonly images: readonly ObjectKey[] };

export function makeProbeKit(client: S3Client, keys: ProbeKeys): ProbeKit {
  const { S3_BUCKET: bucket, S3_ENDPOINT, S3_REGION: region, S3_FORCE_PATH_STYLE: forcePathStyle } = env();
  const endpoint = S3_ENDPOINT === undefined ? amazonEndpoint(region) : parseEndpoint(S3_ENDPOINT);
  return {
    client,
    bucket,
    begun: [],
    takeKey: takerOf(keys.uploads),
    takeImageKey: takerOf(keys.images),
    async sign(key, change = {}, signedAt) {
      const bound = { writeOnce: false, sha256: false, md5: false };
      const nothing = { sizeBytes: null, sha256: null, md5: null, defences: bound };
      const request = { key, filetype: FILETYPE, expiresInSeconds: URL_SECONDS, ...nothing, ...change };
      const { url, headers } = await signPut(client, bucket, request, signedAt ?? (await signingTime()));
      return { url, headers: { ...headers } };
    },
    async signGet(key, overrides) {
      const credentials = await client.config.credentials();
      const signer = createQuerySigner({ endpoint, bucket, forcePathStyle, region, credentials });
      return signer.signGet({ key, signedAt: await signingTime(), expiresInSeconds: URL_SECONDS, overrides });
    },
    send,
  };
}

function takerOf(keys: readonly ObjectKey[]): () => ObjectKey {
  const free = keys.values();
  return () => {
    const { value } = free.next();
    if (value === undefined) throw new Error("The probe has more trials than keys were announced for it.");
    return value;
  };
}

async function send(method: string, url: string, { headers = {}, body }: Sending = {}): Promise<Reply> {
  const response = await fetch(url, {
    method,
    headers,
    body: body === undefined ? null : new Uint8Array(body),
    redirect: "manual",
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

export type Trial = (kit: ProbeKit) => Promise<Omit<TrialOutcome, "trial">>;

export function outcome(verdict: Verdict, seen: string): Omit<TrialOutcome, "trial"> {
  return { verdict, seen };
}

export function wasDone({ status }: Reply): boolean {
  return status >= 200 && status < 300;
}

/** Whether a store that should refuse did: a fault of its own is no refusal. */
export function judgeRefusal(reply: Reply, what: string): Omit<TrialOutcome, "trial"> {
  const seen = `${what}: ${reply.status}`;
  if (wasDone(reply)) return outcome("ignored", seen);
  return outcome(reply.status >= 400 && reply.status < 500 ? "enforced" : "unclear", seen);
}

export function digest(algorithm: "sha256" | "md5", bytes: Buffer): string {
  return createHash(algorithm).update(bytes).digest("base64");
}
