import "server-only";
import { AbortMultipartUploadCommand, DeleteObjectCommand } from "@aws-sdk/client-s3";
import type { ObjectKey } from "@/lib/images/object-key";
import { type TrialName, type TrialOutcome, TRIALS } from "@/lib/installation/trial";
import { reasonOf } from "../reason-of";
import { serverClient } from "../s3/s3-client";
import { tryMultipart } from "./multipart-trial";
import {
  tryAnonymousAccess,
  tryCopy,
  tryDelete,
  tryListing,
  trySignature,
  trySignedGet,
} from "./object-trials";
import { makeProbeKit, outcome, type ProbeKeys, type ProbeKit, type Trial } from "./probe-kit";
import {
  tryExpiredUrl,
  tryMd5,
  tryPut,
  trySha256,
  trySignedLength,
  trySignedType,
  tryUnsignedAcl,
  tryWriteOnce,
} from "./upload-trials";

/** Finds out what the store truly does, by doing it. */

const TRIAL = {
  put: tryPut,
  "signed-type": trySignedType,
  "signed-length": trySignedLength,
  signature: trySignature,
  "expired-url": tryExpiredUrl,
  "anonymous-access": tryAnonymousAccess,
  "unsigned-acl": tryUnsignedAcl,
  sha256: trySha256,
  md5: tryMd5,
  "write-once": tryWriteOnce,
  "signed-get": trySignedGet,
  listing: tryListing,
  copy: tryCopy,
  delete: tryDelete,
  multipart: tryMultipart,
} as const satisfies Record<TrialName, Trial>;

/** How many keys a probe writes at most. */
export const PROBE_KEYS = { uploads: 17, images: 3 } as const;

export type Probed = {
  readonly outcomes: readonly TrialOutcome[];
  /** Whether nothing of it is left in the bucket. */
  readonly isClean: boolean;
};

/** `keys`: as many as `PROBE_KEYS` says, which the ledger has announced. Never throws; removes what it wrote. */
export async function probeStore(keys: ProbeKeys): Promise<Probed> {
  const kit = makeProbeKit(serverClient(), keys);
  const first = await attempt("put", kit);
  const rest = TRIALS.filter((name) => name !== "put");
  const others =
    first.verdict === "enforced"
      ? await Promise.all(rest.map((name) => attempt(name, kit)))
      : rest.map((trial) => ({ trial, ...outcome("unclear", "not tried, since no upload works") }));
  return { outcomes: [first, ...others], isClean: await removeAll(kit, [...keys.uploads, ...keys.images]) };
}

async function attempt(trial: TrialName, kit: ProbeKit): Promise<TrialOutcome> {
  try {
    return { trial, ...(await TRIAL[trial](kit)) };
  } catch (error) {
    return { trial, ...outcome("unclear", reasonOf(error)) };
  }
}

async function removeAll(
  { client, bucket: Bucket, begun }: ProbeKit,
  keys: readonly ObjectKey[],
): Promise<boolean> {
  const aborted = begun.map(({ key, uploadId }) =>
    client
      .send(new AbortMultipartUploadCommand({ Bucket, Key: key, UploadId: uploadId }))
      .catch(() => undefined),
  );
  await Promise.all(aborted);
  const removals = await Promise.allSettled(
    keys.map((Key) => client.send(new DeleteObjectCommand({ Bucket, Key }))),
  );
  return removals.every(({ status }) => status === "fulfilled");
}
