import { describe, expect, it } from "vitest";
import type { S3Error } from "../errors";
import { readRequest, type S3Request } from "../request";
import { verifyRequest, type VerificationSettings } from "./verify-request";

/** The key, bucket and time of the examples in AWS's documentation of Signature Version 4 for S3. */
const settings: VerificationSettings = {
  credentials: {
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  },
  region: "us-east-1",
  now: () => new Date("2013-05-24T00:00:00Z"),
};
const credential = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

async function* noBody(): AsyncGenerator<Buffer> {}

function makeRequest(method: string, url: string, headers: Record<string, string>): S3Request {
  return readRequest({ method, url, rawHeaders: Object.entries(headers).flat() }, noBody());
}

function signedGet(change: Record<string, string> = {}, url = "/test.txt"): S3Request {
  const signature = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";
  return makeRequest("GET", url, {
    host: "examplebucket.s3.amazonaws.com",
    range: "bytes=0-9",
    "x-amz-content-sha256": emptySha256,
    "x-amz-date": "20130524T000000Z",
    authorization: `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=${signature}`,
    ...change,
  });
}

function presignedGet(change: Record<string, string> = {}): S3Request {
  const query = new URLSearchParams({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": credential,
    "X-Amz-Date": "20130524T000000Z",
    "X-Amz-Expires": "86400",
    "X-Amz-SignedHeaders": "host",
    "X-Amz-Signature": "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    ...change,
  });
  return makeRequest("GET", `/test.txt?${query.toString()}`, { host: "examplebucket.s3.amazonaws.com" });
}

function codeOf(request: S3Request, change: Partial<VerificationSettings> = {}): string {
  try {
    verifyRequest(request, { ...settings, ...change });
    return "verified";
  } catch (error) {
    const refusal: Partial<S3Error> = error instanceof Error ? error : {};
    return refusal.code ?? String(error);
  }
}

const at = (time: string): Partial<VerificationSettings> => ({ now: () => new Date(time) });

describe("verifyRequest", () => {
  it("accepts AWS's own example of a signature in the header", () => {
    expect(verifyRequest(signedGet(), settings).protection).toEqual({ kind: "hashed", hash: emptySha256 });
  });

  it("accepts AWS's own example of a presigned URL", () => {
    expect(verifyRequest(presignedGet(), settings).protection.kind).toBe("unsigned");
  });

  it("refuses the header's signature for anything else than was signed", () => {
    expect(codeOf(signedGet({ range: "bytes=0-10" }))).toBe("SignatureDoesNotMatch");
    expect(codeOf(signedGet({ host: "otherbucket.s3.amazonaws.com" }))).toBe("SignatureDoesNotMatch");
    expect(codeOf(signedGet({}, "/other.txt"))).toBe("SignatureDoesNotMatch");
    expect(codeOf(signedGet({}, "/test.txt?acl"))).toBe("SignatureDoesNotMatch");
    expect(codeOf(signedGet({ "x-amz-meta-more": "1" }))).toBe("AccessDenied");
  });

  it("accepts a header-signed request within 15 minutes of its date, either way", () => {
    expect(codeOf(signedGet(), at("2013-05-24T00:15:00Z"))).toBe("verified");
    expect(codeOf(signedGet(), at("2013-05-24T00:15:01Z"))).toBe("RequestTimeTooSkewed");
    expect(codeOf(signedGet(), at("2013-05-23T23:45:00Z"))).toBe("verified");
    expect(codeOf(signedGet(), at("2013-05-23T23:44:59Z"))).toBe("RequestTimeTooSkewed");
  });

  it("accepts a presigned URL from 15 minutes before its date until it expires", () => {
    expect(codeOf(presignedGet(), at("2013-05-25T00:00:00Z"))).toBe("verified");
    expect(codeOf(presignedGet(), at("2013-05-25T00:00:01Z"))).toBe("AccessDenied");
    expect(codeOf(presignedGet(), at("2013-05-23T23:45:00Z"))).toBe("verified");
    expect(codeOf(presignedGet(), at("2013-05-23T23:44:59Z"))).toBe("AccessDenied");
  });

  it("refuses what is malformed before it computes anything", () => {
    const malformed = "AuthorizationQueryParametersError";
    expect(codeOf(presignedGet({ "X-Amz-Expires": "604801" }))).toBe(malformed);
    expect(codeOf(presignedGet({ "X-Amz-Expires": "-1" }))).toBe(malformed);
    expect(codeOf(presignedGet({ "X-Amz-Expires": "1e3" }))).toBe(malformed);
    expect(codeOf(presignedGet({ "X-Amz-Date": "2013-05-24" }))).toBe(malformed);
    expect(codeOf(presignedGet({ "X-Amz-Date": "20131324T000000Z" }))).toBe(malformed);
    expect(codeOf(presignedGet({ "X-Amz-Credential": "AKIA/20130524/us-east-1/s3" }))).toBe(malformed);
    expect(codeOf(presignedGet({ "X-Amz-Credential": credential.replace("0524", "0523") }))).toBe(malformed);
    expect(codeOf(presignedGet({ "X-Amz-Credential": credential.replace("/s3/", "/iam/") }))).toBe(malformed);
    expect(codeOf(presignedGet({ "X-Amz-Signature": "" }))).toBe(malformed);
    expect(codeOf(presignedGet({ "X-Amz-Algorithm": "AWS4-ECDSA-P256-SHA256" }))).toBe("InvalidRequest");
    expect(codeOf(presignedGet(), { region: "eu-west-1" })).toBe(malformed);
    expect(codeOf(signedGet(), { region: "eu-west-1" })).toBe("AuthorizationHeaderMalformed");
  });

  it("refuses who is not known, who is anonymous, and who signs twice", () => {
    const stranger = { credentials: { accessKeyId: "AKIASTRANGER", secretAccessKey: "x" } };
    expect(codeOf(signedGet(), stranger)).toBe("InvalidAccessKeyId");
    expect(codeOf(makeRequest("GET", "/test.txt", { host: "h" }))).toBe("AccessDenied");
    expect(codeOf(signedGet({}, "/test.txt?X-Amz-Signature=1"))).toBe("InvalidArgument");
    expect(codeOf(makeRequest("GET", "/k", { host: "h", authorization: "AWS AKIA:sig" }))).toBe(
      "InvalidRequest",
    );
  });

  it("wants the session token of temporary credentials, and none where there is none", () => {
    const temporary = { credentials: { ...settings.credentials, sessionToken: "token" } };
    expect(codeOf(signedGet(), temporary)).toBe("InvalidToken");
    expect(codeOf(presignedGet({ "X-Amz-Security-Token": "token" }))).toBe("InvalidToken");
  });

  it("refuses a presigned URL whose host was not signed", () => {
    expect(codeOf(presignedGet({ "X-Amz-SignedHeaders": "range" }))).toBe("AccessDenied");
  });
});
