import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { appPolicy, bucketPolicy, CALLS_OF_APP, CALLS_OF_SETUP, setupPolicy } from "./access-policy";

/** The names of all S3 calls in files, as the SDK's classes and paginators spell them, and URLs that we sign ourselves. */
function callsIn(pattern: string, isMeant: (file: string) => boolean): string[] {
  const files = globSync(pattern).filter((file) => isMeant(file) && !file.endsWith(".test.ts"));
  const calls = files.flatMap((file) => {
    const text = readFileSync(file, "utf8");
    return [...text.matchAll(/\bnew (\w+)Command\(|\bpaginate(\w+)\(|"x-id": "(\w+)"/g)].map(
      ([, made, paged, signed]) => made ?? paged ?? signed,
    );
  });
  return [...new Set(calls)].filter((name) => name !== undefined).sort();
}

const isForSetup = (file: string) => /storage\/(?:bucket|probe)\//.test(file);

describe("The policy of the app's key", () => {
  it("is derived from exactly the calls that the app's code makes", () => {
    expect(Object.keys(CALLS_OF_APP).sort()).toEqual(callsIn("lib/**/*.ts", (file) => !isForSetup(file)));
  });

  it("names no action on the bucket's settings, and no resource but the bucket and the keys that are ours", () => {
    const { Statement } = appPolicy("pictures", "eu-central-1");
    expect(Statement.flatMap(({ Resource }) => Resource)).toEqual([
      "arn:aws:s3:::pictures",
      "arn:aws:s3:::pictures/uploads/*",
      "arn:aws:s3:::pictures/images/*",
      "arn:aws:s3:::pictures/meta/epoch",
    ]);
    const actions = Statement.flatMap(({ Action }) => Action);
    expect(
      actions.filter((action) => /\*|Acl|Policy|CORS|Configuration|Versioning|Tagging/.test(action)),
    ).toEqual([]);
  });

  it("speaks of the partition that the region is in", () => {
    const [statement] = appPolicy("pictures", "cn-north-1").Statement;
    expect(statement?.Resource).toEqual(["arn:aws-cn:s3:::pictures"]);
  });
});

describe("The policy for setup and doctor", () => {
  it("names what their code calls on the bucket, beyond what the app's key may do already", () => {
    const calls = [
      ...callsIn("lib/storage/{bucket,probe}/*.ts", () => true),
      ...callsIn("scripts/s3/*.ts", () => true),
    ];
    const beyond = calls.filter((name) => !(name in CALLS_OF_APP));
    expect(Object.keys(CALLS_OF_SETUP).sort()).toEqual([...new Set(beyond)].sort());
    expect(setupPolicy("pictures", "eu-central-1").Statement).toHaveLength(1);
  });
});

describe("The bucket's own policy", () => {
  it("refuses what comes without TLS, and URLs older than the oldest of ours may be", () => {
    const text = JSON.stringify(bucketPolicy("pictures", "eu-central-1", 600));
    expect(text).toContain('"Bool":{"aws:SecureTransport":"false"}');
    expect(text).toContain('"s3:signatureAge":"660000"');
  });
});
