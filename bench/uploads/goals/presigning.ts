/** P4: signing a PUT with everything that is bound into it, by the SDK's own signer, against the SDK's presigner as it is used. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { mintStagingKey } from "@/lib/images/object-key";
import { ALL_DEFENCES } from "@/lib/installation/upload-defences";
import { signPut } from "@/lib/storage/s3/s3-signed-put";
import type { Figure } from "../../harness/figure";
import { measureInterleaved, medianTime, ratioFigure, ratioOf } from "../../harness/interleaved";

const FILES = 100;
const LIFE_SECONDS = 600;
const BUCKET = "pictures";

export async function measurePresigning(rounds: number): Promise<Figure> {
  const now = new Date();
  const client = new S3Client({
    region: "eu-central-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: randomBytes(30).toString("base64") },
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  const files = Array.from({ length: FILES }, makeRequest);
  const official = () => signAll(files, (file) => signOfficially(client, file, now));
  const ours = () => signAll(files, async (file) => (await signPut(client, BUCKET, file, now)).url);
  assert.deepEqual(await ours(), await official());
  const run = (name: string, sign: () => Promise<unknown>) => ({
    name,
    operations: FILES,
    run: async () => {
      await sign();
    },
  });
  const measurement = await measureInterleaved([run("official", official), run("ours", ours)], { rounds });
  client.destroy();
  return ratioFigure(ratioOf(measurement, "official", "ours"), {
    goal: "P4",
    what: "Signing a PUT that binds type, length, SHA-256, MD5 and If-None-Match, against the official presigner",
    bar: { atLeast: 50 },
    stretch: { atLeast: 120 },
    note: `${(medianTime(measurement, "ours") / 1000).toFixed(0)} µs each. Uploads are signed by the SDK's own signer, for safety: this is what it costs without a command built and rules resolved around it.`,
  });
}

type File = Parameters<typeof signPut>[2];

function makeRequest(_: unknown, index: number): File {
  return {
    key: mintStagingKey(),
    filetype: "image/jpeg",
    sizeBytes: 100_000 + index,
    sha256: randomBytes(32).toString("base64"),
    md5: randomBytes(16).toString("base64"),
    defences: ALL_DEFENCES,
    expiresInSeconds: LIFE_SECONDS,
  };
}

function signAll(files: readonly File[], sign: (file: File) => Promise<string>): Promise<string[]> {
  return Promise.all(files.map(sign));
}

function signOfficially(client: S3Client, file: File, signingDate: Date): Promise<string> {
  const command = new PutObjectCommand({
    Bucket: BUCKET,
    Key: file.key,
    ContentType: file.filetype,
    ContentLength: file.sizeBytes ?? undefined,
    ChecksumSHA256: file.sha256 ?? undefined,
    ContentMD5: file.md5 ?? undefined,
    IfNoneMatch: "*",
  });
  const names = ["host", "content-length", "content-type", "content-md5", "if-none-match"];
  return getSignedUrl(client, command, {
    signingDate,
    expiresIn: LIFE_SECONDS,
    signableHeaders: new Set([...names, "x-amz-checksum-sha256"]),
    unhoistableHeaders: new Set(["x-amz-checksum-sha256"]),
  });
}
