import { describe, expect, it } from "vitest";
import { contentSecurityPolicy } from "./security-headers";

describe("a page's content security policy", () => {
  const policy = contentSecurityPolicy({
    nonce: "n0nce",
    storeOrigin: "https://b.s3.example",
    pictureOrigin: "https://pictures.example",
    development: false,
  });

  it("lets scripts run by nonce only", () => {
    const scripts = policy.split("; ").find((part) => part.startsWith("script-src"));
    expect(scripts).toBe("script-src 'self' 'nonce-n0nce' 'strict-dynamic'");
  });

  it("lets uploads go to the store, pictures come from where they are signed, and nothing else", () => {
    expect(policy).toContain("img-src 'self' blob: data: https://pictures.example");
    expect(policy).toContain("media-src 'self' blob: https://pictures.example");
    expect(policy).toContain("connect-src 'self' https://b.s3.example https://pictures.example;");
    expect(policy.startsWith("default-src 'none'")).toBe(true);
  });
});
