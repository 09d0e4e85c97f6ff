import { describe, expect, it } from "vitest";
import { S3Error } from "../errors";
import { corsHeaders, matchesWildcard, preflightHeaders, type CorsRule } from "./cors-rules";

const rule: CorsRule = {
  id: null,
  allowedOrigins: ["https://app.test"],
  allowedMethods: ["PUT"],
  allowedHeaders: ["content-type"],
  exposeHeaders: ["ETag"],
  maxAgeSeconds: 60,
};
const ask = { origin: "https://app.test", method: "PUT", requestHeaders: ["content-type"] };

describe("matchesWildcard", () => {
  it.each([
    ["https://app.test", "https://app.test", true],
    ["https://app.test", "https://app.test.evil", false],
    ["https://*.app.test", "https://a.app.test", true],
    ["https://*.app.test", "https://app.test", false],
    ["x-amz-*", "x-amz-meta-a", true],
    ["ab*ba", "aba", false],
    ["*", "", true],
  ])("%s and %s: %s", (pattern, text, expected) => {
    expect(matchesWildcard(pattern, text)).toBe(expected);
  });
});

describe("a preflight", () => {
  it("is answered by the first rule that allows origin, method and every header", () => {
    const wider = { ...rule, allowedHeaders: ["*"], maxAgeSeconds: 5 };
    expect(preflightHeaders([rule, wider], ask)["Access-Control-Max-Age"]).toBe("60");
    const asked = { ...ask, requestHeaders: ["Content-Type", "x-other"] };
    expect(preflightHeaders([rule, wider], asked)["Access-Control-Max-Age"]).toBe("5");
  });

  it.each([
    ["no rules", null, ask],
    ["another origin", [rule], { ...ask, origin: "https://app.test:8080" }],
    ["another method", [rule], { ...ask, method: "GET" }],
    ["another header", [rule], { ...ask, requestHeaders: ["content-type", "if-none-match"] }],
  ])("is refused for %s", (_name, rules, question) => {
    expect(() => preflightHeaders(rules, question)).toThrow(S3Error);
  });
});

describe("an actual request", () => {
  it("is judged by origin and method alone", () => {
    expect(corsHeaders([rule], "https://app.test", "PUT")["Access-Control-Allow-Origin"]).toBe(
      "https://app.test",
    );
    expect(corsHeaders([rule], "https://app.test", "GET")).toEqual({});
    expect(corsHeaders([rule], "https://evil.test", "PUT")).toEqual({});
  });
});
