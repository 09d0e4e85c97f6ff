import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RequestHeaders } from "../request";
import {
  canonicalHeaderValue,
  canonicalPath,
  canonicalQuery,
  canonicalRequest,
  encodeUri,
} from "./canonical-request";

describe("canonicalRequest", () => {
  it("is the text that AWS's example of a presigned GET has", () => {
    const query = new Map([
      ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
      ["X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"],
      ["X-Amz-Date", "20130524T000000Z"],
      ["X-Amz-Expires", "86400"],
      ["X-Amz-SignedHeaders", "host"],
      ["X-Amz-Signature", "left out"],
    ]);
    const headers = RequestHeaders.fromRaw(["Host", "examplebucket.s3.amazonaws.com"]);
    const text = canonicalRequest(
      { method: "GET", path: "/test.txt", query, headers },
      ["host"],
      "UNSIGNED-PAYLOAD",
    );
    expect(text).toBe(
      "GET\n/test.txt\n" +
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&" +
        "X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&" +
        "X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\n" +
        "host:examplebucket.s3.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD",
    );
  });

  it("counts a signed header that did not arrive as empty", () => {
    const headers = RequestHeaders.fromRaw(["Host", "h"]);
    const request = { method: "PUT", path: "/k", query: new Map<string, string>(), headers };
    expect(canonicalRequest(request, ["host", "content-type"], "x")).toContain("content-type:\nhost:h\n");
  });
});

describe("encoding", () => {
  it("leaves the unreserved characters alone and encodes every other byte in capitals", () => {
    expect(encodeUri("AZaz09-._~")).toBe("AZaz09-._~");
    expect(encodeUri("!'()* /+é☃")).toBe("%21%27%28%29%2A%20%2F%2B%C3%A9%E2%98%83");
  });

  it("keeps the slashes of a path, also doubled and trailing ones", () => {
    expect(canonicalPath("/bucket/a b//c/")).toBe("/bucket/a%20b//c/");
  });

  it("can be undone for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(decodeURIComponent(encodeUri(text))).toBe(text);
      }),
    );
  });
});

describe("canonicalQuery", () => {
  it("sorts by encoded name, whatever order the parameters came in", () => {
    const names = ["b", "a", "A", "a-b", "é", "a b"];
    const expected = "%C3%A9=1&A=1&a=1&a%20b=1&a-b=1&b=1";
    expect(canonicalQuery(new Map(names.map((name) => [name, "1"])))).toBe(expected);
  });
});

describe("canonicalHeaderValue", () => {
  it("trims, folds inner spaces and reads the bytes as UTF-8", () => {
    expect(canonicalHeaderValue("  a   b \t c ")).toBe("a b c");
    expect(canonicalHeaderValue(Buffer.from("é").toString("latin1"))).toBe("é");
  });
});
