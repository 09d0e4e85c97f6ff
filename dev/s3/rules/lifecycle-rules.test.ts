import { describe, expect, it } from "vitest";
import { dueAt, objectExpiry, uploadExpiry, type LifecycleRule } from "./lifecycle-rules";

const rule: LifecycleRule = { id: "r", enabled: true, prefix: "tmp/", expirationDays: 1, abortUploadDays: 2 };
const noon = new Date("2026-01-10T12:00:00Z");

describe("lifecycle rules", () => {
  it("are due at the first midnight after their days", () => {
    expect(dueAt(noon, 1).toISOString()).toBe("2026-01-12T00:00:00.000Z");
    expect(dueAt(new Date("2026-01-10T00:00:00Z"), 1).toISOString()).toBe("2026-01-11T00:00:00.000Z");
  });

  it("are about the keys below their prefix", () => {
    expect(objectExpiry([rule], "tmp/a", noon)).toEqual(dueAt(noon, 1));
    expect(objectExpiry([rule], "kept/a", noon)).toBeNull();
    expect(uploadExpiry([rule], "tmp/a", noon)).toEqual(dueAt(noon, 2));
  });

  it("do nothing while disabled, and the earliest of several decides", () => {
    const later = { ...rule, prefix: "", expirationDays: 9 };
    expect(objectExpiry([{ ...rule, enabled: false }], "tmp/a", noon)).toBeNull();
    expect(objectExpiry([later, rule], "tmp/a", noon)).toEqual(dueAt(noon, 1));
    expect(objectExpiry([later, rule], "other", noon)).toEqual(dueAt(noon, 9));
  });
});
