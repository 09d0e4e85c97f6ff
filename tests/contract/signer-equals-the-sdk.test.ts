/** The signer of the house against its oracle, the official presigner: the same address, byte for byte. */
import { GetObjectCommand, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amazonEndpoint, parseEndpoint } from "@/lib/signing/endpoint";
import { createQuerySigner, type SignRequest } from "@/lib/signing/sigv4-query-signer";
import { keys, oracleOf, stores } from "../support/signing-cases";

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
