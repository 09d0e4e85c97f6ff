import { describe, expect, it } from "vitest";
import { describeError, redact } from "./log";

describe("the log", () => {
  it("cuts signatures, credentials and bearer tokens out of any text, percent-encoded ones too", () => {
    const text = redact(
      "GET /x?X-Amz-Credential=AKIA%2F1&X-Amz-Signature=deadbeef&x=1 X-Amz-Signature%3Dcafe X-Amz-Security-Token=tok authorization: Bearer sgn_secret",
    );
    expect(text).not.toMatch(/AKIA|deadbeef|cafe|=tok|sgn_secret/);
    expect(text).toContain("x=1");
  });

  it("tells an error with its causes", () => {
    const told = describeError(new Error("outer", { cause: new Error("inner ?X-Amz-Signature=abc") }));
    expect(told).toMatch(/outer[^]*caused by[^]*inner/);
    expect(told).not.toContain("abc");
  });
});
