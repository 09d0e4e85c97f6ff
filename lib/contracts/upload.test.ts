import { describe, expect, it } from "vitest";
import { presignUploadRequest, registrationsRequest } from "./upload";

const minimal = { filename: "a.jpg", filetype: "image/jpeg" };

describe("a presign request", () => {
  it("is complete with a file name and a type", () => {
    expect(presignUploadRequest.parse(minimal)).toEqual({ ...minimal, onDuplicate: "allow" });
  });

  it("takes checksums of exactly their length", () => {
    const sha256 = Buffer.alloc(32, 1).toString("base64");
    const md5 = Buffer.alloc(16, 1).toString("base64");
    expect(presignUploadRequest.safeParse({ ...minimal, sha256, md5 }).success).toBe(true);
    for (const wrong of [
      md5,
      `${sha256}=`,
      sha256.slice(1),
      "x".repeat(44),
      Buffer.alloc(33).toString("base64"),
    ]) {
      expect(presignUploadRequest.safeParse({ ...minimal, sha256: wrong }).success).toBe(false);
    }
  });

  it("refuses fields that it does not know, and objects where texts belong", () => {
    for (const extra of [
      { ownerId: "x" },
      { key: "images/x" },
      { state: "registered" },
      { filename: { not: "" } },
      { size: "1" },
    ]) {
      expect(presignUploadRequest.safeParse({ ...minimal, ...extra }).success).toBe(false);
    }
  });
});

describe("a batch of registrations", () => {
  it("names between 1 and 100 uploads", () => {
    const batch = (count: number) => ({
      images: Array.from({ length: count }, () => ({ key: "k", ...minimal })),
    });
    expect([0, 1, 100, 101].map((count) => registrationsRequest.safeParse(batch(count)).success)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
