import { describe, expect, it } from "vitest";
import type { BucketFacts, KnownLifecycleRule, Told } from "../bucket-facts";
import { PLANNED_ACCESS_BLOCK } from "../bucket-plan";
import { examineBucket } from "./examine-bucket";

function told<T>(value: T): Told<T> {
  return { kind: "told", value };
}

const rule: KnownLifecycleRule = {
  enabled: true,
  prefix: "",
  isPartial: false,
  expiresAfterDays: null,
  abortsAfterDays: null,
  removesOldVersions: false,
};
const healthy: BucketFacts = {
  accessBlock: told(PLANNED_ACCESS_BLOCK),
  isPublicByPolicy: told(null),
  publicGrants: told([]),
  ownership: told("BucketOwnerEnforced"),
  cors: told(null),
  lifecycle: told([
    { ...rule, prefix: "uploads/", expiresAfterDays: 1 },
    { ...rule, abortsAfterDays: 1 },
  ]),
  encryption: told("AES256"),
  versioning: told(null),
};

function statusesWith(change: Partial<BucketFacts>): string[] {
  return examineBucket({ ...healthy, ...change }, false)
    .filter(({ status }) => status !== "ok")
    .map(({ check, status }) => `${check}: ${status}`);
}

describe("A bucket", () => {
  it("set up as planned is well", () => {
    expect(statusesWith({})).toEqual([]);
  });

  it.each<[string, Partial<BucketFacts>, string[]]>([
    ["a public policy", { isPublicByPolicy: told(true) }, ["public-access: problem"]],
    ["rights for strangers", { publicGrants: told(["READ"]) }, ["public-access: problem"]],
    [
      "public ACLs that count",
      { accessBlock: told({ ...PLANNED_ACCESS_BLOCK, IgnorePublicAcls: false }) },
      ["public-access: problem"],
    ],
    [
      "ACLs that are ignored rather than refused",
      { accessBlock: told({ ...PLANNED_ACCESS_BLOCK, BlockPublicAcls: false }) },
      [],
    ],
    ["no encryption", { encryption: told(null) }, ["encryption: warning"]],
    ["versions that nothing removes", { versioning: told("Enabled" as const) }, ["versioning: warning"]],
    [
      "a rule for some of the abandoned uploads",
      { lifecycle: told([{ ...rule, prefix: "uploads/a", expiresAfterDays: 1, abortsAfterDays: 1 }]) },
      ["lifecycle: problem"],
    ],
    [
      "a rule that removes everything",
      { lifecycle: told([{ ...rule, expiresAfterDays: 30, abortsAfterDays: 1 }]) },
      ["lifecycle: problem"],
    ],
    [
      "a rule that is switched off",
      { lifecycle: told([{ ...rule, enabled: false, expiresAfterDays: 30 }]) },
      ["lifecycle: problem"],
    ],
    ["questions that its key may not ask", { encryption: { kind: "denied" } }, ["encryption: skipped"]],
  ])("with %s is judged", (_name, change, expected) => {
    expect(statusesWith(change)).toEqual(expected);
  });
});
