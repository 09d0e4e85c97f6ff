import { describe, expect, it } from "vitest";
import { contentSecurityPolicy } from "./security-headers";

describe("a page's content security policy", () => {
  const policy = contentSecurityPolicy({
    nonce: "n0nce",
    storeOrigin: "https://b.s3.example",
    development: false,
  });

  it("lets scripts run by nonce only", () => {
    const scripts = policy.split("; ").find((part) => part.startsWith("script-src"));
    expect(scripts).toBe("script-src 'self' 'nonce-n0nce' 'strict-dynamic'");
  });

  it("lets pictures and uploads go to the store and nowhere else", () => {
    expect(policy).toContain("img-src 'self' blob: data: https://b.s3.example");
    expect(policy).toContain("media-src 'self' blob: https://b.s3.example");
    expect(policy).toContain("connect-src 'self' https://b.s3.example;");
    expect(policy.startsWith("default-src 'none'")).toBe(true);
  });
});
