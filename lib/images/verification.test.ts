import { describe, expect, it } from "vitest";
import type { DeclaredUpload } from "./upload/upload";
import { checkStoredFacts, checkStoredSize } from "./verification";

const declared: DeclaredUpload = {
  filename: "a.jpg",
  filetype: "image/jpeg",
  sizeBytes: 10,
  sha256: "s",
  md5: null,
};

describe("verification", () => {
  it("passes what is as declared, and what was not declared", () => {
    expect(checkStoredFacts(declared, { sizeBytes: 10, sha256: "s" })).toBeNull();
    expect(
      checkStoredFacts({ ...declared, sizeBytes: null, sha256: null }, { sizeBytes: 99, sha256: "t" }),
    ).toBeNull();
  });

  it("refuses another length and other bytes of the same length", () => {
    expect(checkStoredFacts(declared, { sizeBytes: 11, sha256: "s" })?.code).toBe("content_mismatch");
    expect(checkStoredFacts(declared, { sizeBytes: 10, sha256: "t" })?.code).toBe("content_mismatch");
  });

  it("refuses what is empty or larger than the policy allows, though nothing was declared", () => {
    const open = { ...declared, sizeBytes: null };
    expect(checkStoredSize(open, 0, 100)?.code).toBe("unsupported_content");
    expect(checkStoredSize(open, 101, 100)?.code).toBe("unsupported_content");
    expect(checkStoredSize(open, 100, 100)).toBeNull();
  });
});
