/** The signer of the house against its oracle, the official presigner: the same address, byte for byte. */
import { GetObjectCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amazonEndpoint, parseEndpoint } from "@/lib/signing/endpoint";
import {
  createQuerySigner,
  type SigningCredentials,
  type SignRequest,
} from "@/lib/signing/sigv4-query-signer";

type Store = {
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
const stores = anyStores.filter(({ endpoint, bucket, forcePathStyle }) => {
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

const keys = fc.oneof(
  fc.tuple(fc.uuid(), fc.uuid()).map(([image, attempt]) => `images/${image}/${attempt}/original.webp`),
  fc
    .array(fc.oneof(oddPieces, fc.string({ maxLength: 6 })), { minLength: 1, maxLength: 12 })
    .map((parts) => parts.join("")),
  fc.string({ minLength: 1, maxLength: 80, unit: "grapheme" }),
  fc.string({ minLength: 1, maxLength: 80, unit: "binary" }),
);

const headerValues = fc.oneof(
  fc.constantFrom("image/webp", 'attachment; filename="a b.png"', "private, max-age=31536000, immutable", ""),
  fc.string({ maxLength: 60, unit: "grapheme" }).filter((text) => !/\p{Cc}/u.test(text)),
);

const requests: fc.Arbitrary<SignRequest> = fc
  .record(
    {
      key: keys,
      signedAt: fc.date({
        min: new Date("2001-01-01T00:00:00Z"),
        max: new Date("2099-12-31T23:59:59.999Z"),
        noInvalidDate: true,
      }),
      expiresInSeconds: fc.integer({ min: 1, max: 604_800 }),
      overrides: fc.record(
        {
          responseCacheControl: headerValues,
          responseContentDisposition: headerValues,
          responseContentEncoding: headerValues,
          responseContentLanguage: headerValues,
          responseContentType: headerValues,
        },
        { requiredKeys: [] },
      ),
      versionId: fc.string({ maxLength: 40, unit: "grapheme" }),
    },
    { requiredKeys: ["key", "signedAt", "expiresInSeconds"] },
  )
  .filter(({ key }) => key !== "");

function oracleOf(store: Store): S3Client {
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

async function signByOracle(
  oracle: S3Client,
  bucket: string,
  method: "GET" | "HEAD",
  request: SignRequest,
): Promise<string> {
  const { overrides = {} } = request;
  const input = {
    Bucket: bucket,
    Key: request.key,
    VersionId: request.versionId,
    ResponseCacheControl: overrides.responseCacheControl,
    ResponseContentDisposition: overrides.responseContentDisposition,
    ResponseContentEncoding: overrides.responseContentEncoding,
    ResponseContentLanguage: overrides.responseContentLanguage,
    ResponseContentType: overrides.responseContentType,
  };
  const options = { expiresIn: request.expiresInSeconds, signingDate: request.signedAt };
  if (method === "GET") return getSignedUrl(oracle, new GetObjectCommand(input), options);
  return getSignedUrl(oracle, new HeadObjectCommand(input), options);
}

const STORES = 400;
const REQUESTS_PER_STORE = 26;

describe("the query signer", () => {
  it("gives the address of the official presigner for more than ten thousand random stores and requests", async () => {
    let compared = 0;
    const length = { minLength: REQUESTS_PER_STORE, maxLength: REQUESTS_PER_STORE };
    // Not shrunk: the difference names the request, and shrinking would take the oracle minutes.
    const manyRequests = fc.noShrink(fc.array(requests, length));
    await fc.assert(
      fc.asyncProperty(stores, manyRequests, async (store, batch) => {
        const endpoint =
          store.endpoint === null ? amazonEndpoint(store.region) : parseEndpoint(store.endpoint);
        const signer = createQuerySigner({ ...store, endpoint });
        const oracle = oracleOf(store);
        const wanted = await Promise.all(
          batch.map((request, index) =>
            signByOracle(oracle, store.bucket, index % 8 === 7 ? "HEAD" : "GET", request),
          ),
        );
        oracle.destroy();
        const signed = batch.map((request, index) =>
          index % 8 === 7 ? signer.signHead(request) : signer.signGet(request),
        );
        expect(signed).toEqual(wanted);
        compared += batch.length;
      }),
      { numRuns: STORES },
    );
    expect(compared).toBeGreaterThanOrEqual(10_000);
  });
});
