import { createHash, createHmac } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createQuerySigner, type QuerySigner, type SigningCredentials } from "./sigv4-query-signer";

const credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const signedAt = new Date("2026-11-22T10:15:30.750Z");
const request = { key: "images/a/b/preview.webp", signedAt, expiresInSeconds: 300 };

function signerWith(own: SigningCredentials = credentials): QuerySigner {
  const endpoint = { protocol: "https", host: "s3.eu-central-1.amazonaws.com" } as const;
  return createQuerySigner({
    endpoint,
    bucket: "pictures",
    forcePathStyle: false,
    region: "eu-central-1",
    credentials: own,
  });
}

/** The signature of a received request, computed from the request alone as a store does it, step by step. */
function signatureByTheBook(method: string, address: string, secretAccessKey: string): string {
  const url = new URL(address);
  const path = address.slice(url.origin.length).split("?")[0] ?? "";
  const parameters = url.search.slice(1).split("&");
  const query = parameters
    .filter((parameter) => !parameter.startsWith("X-Amz-Signature="))
    .sort()
    .join("&");
  const canonical = [method, path, query, `host:${url.host}`, "", "host", "UNSIGNED-PAYLOAD"].join("\n");
  const scope = (url.searchParams.get("X-Amz-Credential") ?? "").split("/").slice(-4);
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const requestHash = createHash("sha256").update(canonical).digest("hex");
  const date = url.searchParams.get("X-Amz-Date") ?? "";
  return hmac(key, ["AWS4-HMAC-SHA256", date, scope.join("/"), requestHash].join("\n")).toString("hex");
}

const signatureIn = (address: string) => new URL(address).searchParams.get("X-Amz-Signature");

describe("a signed address", () => {
  it("carries the signature that a store computes by the book, whatever is signed", () => {
    const signer = signerWith();
    const versions = fc.option(fc.string({ unit: "grapheme" }), { nil: undefined });
    const keys = fc
      .string({ minLength: 1, unit: "grapheme" })
      .filter((key) => !/(^|\/)\.{1,2}(\/|$)/.test(key));
    fc.assert(
      fc.property(keys, versions, fc.constantFrom("GET", "HEAD"), (key, versionId, method) => {
        const whole = { ...request, key, versionId };
        const address = method === "GET" ? signer.signGet(whole) : signer.signHead(whole);
        expect(signatureIn(address)).toBe(signatureByTheBook(method, address, credentials.secretAccessKey));
      }),
    );
  });

  it("says what was asked for", () => {
    const overrides = { responseContentType: "image/webp", responseCacheControl: "private, max-age=300" };
    const url = new URL(signerWith().signGet({ ...request, key: "a b/ü", overrides, versionId: "v1" }));
    expect(url.origin + url.pathname).toBe("https://pictures.s3.eu-central-1.amazonaws.com/a%20b/%C3%BC");
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      "X-Amz-Credential": "AKIAIOSFODNN7EXAMPLE/20261122/eu-central-1/s3/aws4_request",
      "X-Amz-Date": "20261122T101530Z",
      "X-Amz-Expires": "300",
      "X-Amz-SignedHeaders": "host",
      "response-content-type": "image/webp",
      "response-cache-control": "private, max-age=300",
      versionId: "v1",
    });
  });

  it("is the same for the same request, from every signer", () => {
    const address = signerWith().signGet(request);
    expect(signerWith().signGet({ ...request, signedAt: new Date("2026-11-22T10:15:30.001Z") })).toBe(
      address,
    );
    expect(signerWith().signGet({ ...request, signedAt: new Date("2026-11-22T10:15:31Z") })).not.toBe(
      address,
    );
  });

  it("is right on both sides of midnight and of the year, in any order of days", () => {
    const signer = signerWith();
    const moments = [
      "2026-12-31T23:59:59.999Z",
      "2027-01-01T00:00:00.000Z",
      "2026-12-31T23:59:59.000Z",
      "2027-01-01T00:00:01.000Z",
      "2028-02-29T12:00:00.000Z",
      "2026-12-31T00:00:00.000Z",
      "2027-01-01T00:00:00.000Z",
      "1969-12-31T23:59:59.000Z",
    ];
    for (const moment of moments) {
      const address = signer.signGet({ ...request, signedAt: new Date(moment) });
      const stamp = moment.replace(/[-:]|\.\d{3}/g, "");
      expect(new URL(address).searchParams.get("X-Amz-Date")).toBe(stamp);
      expect(address).toContain(`%2F${stamp.slice(0, 8)}%2F`);
      expect(signatureIn(address)).toBe(signatureByTheBook("GET", address, credentials.secretAccessKey));
    }
  });

  it("follows a rotation of credentials when a new signer is made, and leaves the old one as it was", () => {
    const old = signerWith();
    const before = old.signGet(request);
    const rotated = signerWith({
      accessKeyId: "ASIANEXT",
      secretAccessKey: "next",
      sessionToken: "to/ken+=",
    });
    const address = rotated.signGet(request);
    expect(new URL(address).searchParams.get("X-Amz-Security-Token")).toBe("to/ken+=");
    expect(signatureIn(address)).toBe(signatureByTheBook("GET", address, "next"));
    expect(old.signGet(request)).toBe(before);
  });

  it("does not carry the overrides of the address before it", () => {
    const signer = signerWith();
    const overrides = { responseContentType: "image/webp" };
    const plain = signer.signGet(request);
    expect(signer.signGet({ ...request, overrides })).toContain("&response-content-type=image%2Fwebp&");
    overrides.responseContentType = "image/avif";
    expect(signer.signGet({ ...request, overrides })).toContain("&response-content-type=image%2Favif&");
    expect(signer.signGet({ ...request, overrides: {} })).toBe(plain);
    expect(signer.signGet(request)).toBe(plain);
  });

  it("carries its own overrides after an address was refused for others", () => {
    const signer = signerWith();
    const responseCacheControl = "private, max-age=300";
    const bad = { responseCacheControl, responseContentDisposition: "a\nb" };
    expect(() => signer.signGet({ ...request, overrides: bad })).toThrow(RangeError);
    const address = signer.signGet({ ...request, overrides: { responseCacheControl } });
    expect(new URL(address).searchParams.get("response-cache-control")).toBe(responseCacheControl);
    expect(new URL(address).searchParams.has("response-content-disposition")).toBe(false);
  });

  it.each(["a\r\nSet-Cookie: b", "a\nb", "a\0b", "a\x7fb"])(
    "is refused for %j in an override",
    (responseContentDisposition) => {
      const signer = signerWith();
      const overrides = { responseContentDisposition };
      expect(() => signer.signGet({ ...request, overrides })).toThrow(RangeError);
      expect(() => signer.signGet({ ...request, overrides })).toThrow(RangeError);
    },
  );

  it.each([0, -1, 604_801, 1.5, NaN])("is refused for a life of %d seconds", (expiresInSeconds) => {
    expect(() => signerWith().signGet({ ...request, expiresInSeconds })).toThrow(RangeError);
  });

  it("is refused for an empty key, which would list the bucket", () => {
    expect(() => signerWith().signGet({ ...request, key: "" })).toThrow(RangeError);
  });

  it("is refused for an invalid date and for half a surrogate pair", () => {
    expect(() => signerWith().signGet({ ...request, signedAt: new Date(NaN) })).toThrow(RangeError);
    expect(() => signerWith().signGet({ ...request, key: "a\ud800" })).toThrow(URIError);
  });
});

describe("a signer", () => {
  it("shows its secret in no log", () => {
    const signer = signerWith({ ...credentials, sessionToken: "session-token" });
    signer.signGet(request);
    const shown = inspect(signer, { depth: null, showHidden: true }) + JSON.stringify(signer);
    expect(shown).not.toContain(credentials.secretAccessKey);
    expect(shown).not.toContain("session-token");
  });
});
