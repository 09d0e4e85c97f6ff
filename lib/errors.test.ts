import { describe, expect, it, vi } from "vitest";
import { AppError } from "./errors";
import { InvalidRequest } from "./http/problem";

describe("an error of ours", () => {
  it("is known by another copy of its class, as of another bundle", async () => {
    vi.resetModules();
    const copy = await import("./errors");
    expect(copy.AppError).not.toBe(AppError);
    expect(new AppError("database_unavailable")).toBeInstanceOf(copy.AppError);
    expect(new copy.AppError("database_unavailable")).toBeInstanceOf(AppError);
  });

  it("is not taken for its more special kind, nor anything else for it", () => {
    expect(new AppError("invalid_request")).not.toBeInstanceOf(InvalidRequest);
    expect(new InvalidRequest([])).toBeInstanceOf(InvalidRequest);
    expect(new InvalidRequest([])).toBeInstanceOf(AppError);
    for (const other of [new Error("x"), { code: "invalid_request" }, null, "AppError"]) {
      expect(other instanceof AppError).toBe(false);
    }
  });
});
