import { describe, expect, it } from "vitest";
import { parseEnv } from "./env";

const complete = {
  DATABASE_URL: "postgres://u:p@localhost:5432/signet",
  S3_BUCKET: "signet",
  S3_REGION: "eu-central-1",
  NEXTAUTH_URL: "https://signet.example",
  NEXTAUTH_SECRET: "x".repeat(32),
};

describe("the settings", () => {
  it("have defaults for what need not be said", () => {
    expect(parseEnv(complete)).toMatchObject({
      SIGNED_URL_TTL_SECONDS: 300,
      MAX_UPLOAD_BYTES: 104_857_600,
      MAX_VIDEO_BYTES: 5_368_709_120,
      MAX_FILE_BYTES: 104_857_600,
      S3_FORCE_PATH_STYLE: false,
    });
  });

  it("name everything that is missing in one message", () => {
    expect(() => parseEnv({})).toThrow(
      /DATABASE_URL: is missing[^]*S3_BUCKET: is missing[^]*S3_REGION[^]*NEXTAUTH_URL[^]*NEXTAUTH_SECRET/,
    );
  });

  it("say what is wrong with a value, and take an empty one for absent", () => {
    expect(() => parseEnv({ ...complete, NEXTAUTH_SECRET: "short" })).toThrow(
      "NEXTAUTH_SECRET: must have at least 32 characters",
    );
    expect(() => parseEnv({ ...complete, S3_BUCKET: "" })).toThrow("S3_BUCKET: is missing");
    expect(() => parseEnv({ ...complete, MAX_UPLOAD_BYTES: "lots" })).toThrow("MAX_UPLOAD_BYTES");
  });

  it("do not repeat a secret in the message", () => {
    expect(() => parseEnv({ ...complete, NEXTAUTH_SECRET: "hunter2" })).toThrow(/^(?![^]*hunter2)/);
  });
});
