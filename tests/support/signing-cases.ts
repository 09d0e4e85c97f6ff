/** Stores and object keys of every kind, and the official client to each: what signers are held against. */
import { S3Client } from "@aws-sdk/client-s3";
import fc from "fast-check";
import type { SigningCredentials } from "@/lib/signing/sigv4-query-signer";

export type Store = {
  /** Null for Amazon's own endpoint of the region. */
  endpoint: string | null;
  region: string;
  bucket: string;
  forcePathStyle: boolean;
  credentials: SigningCredentials;
};

const secretText = fc.string({ minLength: 1, maxLength: 60, unit: "grapheme-ascii" });

const anyStores: fc.Arbitrary<Store> = fc.record({
  endpoint: fc.constantFrom(
    null,
    "http://127.0.0.1:9000",
    "https://127.0.0.1",
    "http://[::1]:9000",
    "http://localhost:9000/",
    "https://s3.example.com",
    "https://S3.Example.com:443",
    "http://s3.example.com:80",
    "https://s3.example.com:8443/storage/v1/s3",
    "https://s3.example.com/with%20space/and-slash/",
    "https://account.r2.cloudflarestorage.com",
    "https://s3.eu-central-1.amazonaws.com",
    "https://10.0.0.1.nip.io",
    "https://münchen.example/ä",
  ),
  region: fc.constantFrom(
    "us-east-1",
    "eu-central-1",
    "ap-southeast-7",
    "us-gov-west-1",
    "cn-north-1",
    "auto",
    "garage",
  ),
  bucket: fc.constantFrom(
    "bone",
    "ab",
    "pictures-of-2026",
    "with.dots.in-it",
    "a.b",
    "Upper",
    "under_score",
    "-dash",
    "dash-",
    "192.168.1.1",
    "1234",
    "x".repeat(63),
  ),
  forcePathStyle: fc.boolean(),
  credentials: fc.record(
    {
      accessKeyId: fc.oneof(fc.constant("AKIAIOSFODNN7EXAMPLE"), secretText),
      secretAccessKey: fc.oneof(secretText, fc.string({ minLength: 1, unit: "grapheme" })),
      sessionToken: fc.string({ maxLength: 400, unit: "grapheme-ascii" }),
    },
    { requiredKeys: ["accessKeyId", "secretAccessKey"] },
  ),
});

// Here the SDK puts a bucket with dots in front of an IP address, and then fails on its own address.
export const stores = anyStores.filter(({ endpoint, bucket, forcePathStyle }) => {
  const isPlainIp = endpoint === "http://127.0.0.1:9000" || endpoint === "http://[::1]:9000";
  return forcePathStyle || !isPlainIp || !bucket.includes(".");
});

const oddPieces = fc.constantFrom(
  ..."/ // . .. ./ ../ %20 %2F % + & = ? # ; : @ ! ' ( ) * ~ $ $& $1 [ ] { } | \\ ^ ` \" < > ä ß 漢字 🖼️ é \u200f".split(
    " ",
  ),
  " ",
  "\t",
  "\n",
  "\u0000",
  "\u007f",
  "e\u0301",
  "constructor",
);

export const keys = fc.oneof(
  fc.tuple(fc.uuid(), fc.uuid()).map(([image, attempt]) => `images/${image}/${attempt}/original.webp`),
  fc
    .array(fc.oneof(oddPieces, fc.string({ maxLength: 6 })), { minLength: 1, maxLength: 12 })
    .map((parts) => parts.join("")),
  fc.string({ minLength: 1, maxLength: 80, unit: "grapheme" }),
  fc.string({ minLength: 1, maxLength: 80, unit: "binary" }),
);

export function oracleOf(store: Store): S3Client {
  return new S3Client({
    region: store.region,
    credentials: {
      accessKeyId: store.credentials.accessKeyId,
      secretAccessKey: store.credentials.secretAccessKey,
      ...(store.credentials.sessionToken === undefined
        ? {}
        : { sessionToken: store.credentials.sessionToken }),
    },
    forcePathStyle: store.forcePathStyle,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    ...(store.endpoint === null ? {} : { endpoint: store.endpoint }),
  });
}
