import { describe, expect, it } from "vitest";
import { isStagingKey, mintOriginalKey, mintStagingKey, parseObjectKey } from "./object-key";

describe("an object key", () => {
  it("is understood again when we minted it", () => {
    const staging = mintStagingKey();
    const original = mintOriginalKey(crypto.randomUUID(), "jpg");
    expect(parseObjectKey(staging)).toBe(staging);
    expect(parseObjectKey(original)).toBe(original);
    expect([isStagingKey(staging), isStagingKey(original)]).toEqual([true, false]);
  });

  it("is another one for each attempt at the same image", () => {
    const id = crypto.randomUUID();
    expect(mintOriginalKey(id, "png")).not.toBe(mintOriginalKey(id, "png"));
  });

  it.each([
    "uploads/../images/x",
    "uploads/00000000-0000-4000-8000-000000000000/x",
    "/uploads/00000000-0000-4000-8000-000000000000",
    "uploads/00000000-0000-4000-8000-00000000000G",
    "uploads/00000000-0000-4000-8000-000000000000\n",
    "other-bucket/uploads/00000000-0000-4000-8000-000000000000",
    "",
  ])("is never read from %j", (text) => {
    expect(parseObjectKey(text)).toBeNull();
  });
});
