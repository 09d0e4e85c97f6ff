// The doctor finds what is wrong with an installation and says what to do, s3:setup does it, and nothing of either stays.
import { removeOwnDatabase } from "../support/own-services";
import {
  DeleteBucketCorsCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketOwnershipControlsCommand,
  DeletePublicAccessBlockCommand,
  ListMultipartUploadsCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { run } from "graphile-worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queueOptions } from "@/lib/jobs/queue";
import { CRONTAB, TASKS } from "@/lib/jobs/tasks";
import { plannedCors } from "@/lib/installation/bucket-plan";
import { examineInstallation } from "@/lib/operations/installation/examine-installation";
import { browserOrigins, openBucket } from "@/scripts/s3/bucket-client";
import { listObjects } from "../support/bucket";
import { sql } from "../support/database";
import { faultsOf, findingOf, runDoctor, runScript, runSetup } from "../support/doctor-run";
import { readEnvironment } from "../support/environment";
import { requireProvider } from "../support/s3/provider";

const { bucket: Bucket, client } = openBucket();

beforeAll(async () => {
  // The pages of the site, whose worker has been there.
  process.env["NEXTAUTH_URL"] = readEnvironment().SIGNET_URL;
  const worker = await run({ ...queueOptions(), taskList: TASKS, crontab: CRONTAB, noHandleSignals: true });
  await Promise.all([worker.stop(), runSetup()]);
});
afterAll(async () => {
  client.destroy();
  await removeOwnDatabase();
});

describe("A healthy installation", () => {
  it("has no problem and no warning, and the doctor ends well", async () => {
    const { code, report } = await runDoctor();
    expect(faultsOf(report)).toEqual([]);
    expect(code).toBe(0);
  });

  it("has nothing left of the doctor's trying, in the bucket and in the ledger", async () => {
    await examineInstallation();
    expect([...(await listObjects()).keys()]).toEqual([]);
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads).toEqual([]);
    expect(await sql(`SELECT "key" FROM "StoredObject"`)).toEqual([]);
  });

  it("is told of in words too, in colour on a terminal only", async () => {
    const { code, output } = await runScript("scripts/doctor/main.ts", []);
    expect(output).toContain("✓ Uploads from the browser (CORS)");
    expect(output.trimEnd().endsWith("All well.")).toBe(true);
    expect(output).not.toContain("\u001b[");
    expect(code).toBe(0);
  });
});

function parseJson(text: string): object {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) throw new Error(`${text} is no object.`);
  return value;
}

const { protectsBuckets } = requireProvider(readEnvironment().S3_PROVIDER);

type Drift = (bucket: S3Client) => Promise<unknown>;
const tooWide = {
  AllowedOrigins: ["*"],
  AllowedMethods: ["PUT", "GET"],
  AllowedHeaders: ["*"],
  ExposeHeaders: ["ETag"],
};
const putOnly = () =>
  plannedCors(browserOrigins()).map((rule) => ({
    ...rule,
    AllowedOrigins: [...rule.AllowedOrigins],
    AllowedMethods: ["PUT"],
    AllowedHeaders: [...rule.AllowedHeaders],
    ExposeHeaders: [...rule.ExposeHeaders],
  }));
type DriftCase = readonly [name: string, drift: Drift, expected: string[]];
/** A store without ownership rules takes the request to delete them for one to delete the bucket. */
const ownershipDrift: DriftCase = [
  "ACLs switched on",
  (bucket) => bucket.send(new DeleteBucketOwnershipControlsCommand({ Bucket })),
  ["ownership: warning"],
];
const drifts: readonly DriftCase[] = [
  [
    "no CORS rules",
    (bucket) => bucket.send(new DeleteBucketCorsCommand({ Bucket })),
    ["cors: problem", "preflight: problem"],
  ],
  [
    "CORS rules for everybody",
    (bucket) =>
      bucket.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [tooWide] } })),
    ["cors: warning", "preflight: warning"],
  ],
  [
    "CORS rules that let no page read pictures",
    (bucket) =>
      bucket.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: putOnly() } })),
    ["cors: warning"],
  ],
  [
    "no lifecycle rules",
    (bucket) => bucket.send(new DeleteBucketLifecycleCommand({ Bucket })),
    ["lifecycle: problem"],
  ],
  [
    "public access unblocked",
    (bucket) => bucket.send(new DeletePublicAccessBlockCommand({ Bucket })),
    protectsBuckets ? ["public-access: problem"] : ["public-access: problem", "unsigned-acl: problem"],
  ],
  ...(protectsBuckets ? [ownershipDrift] : []),
];

describe("A bucket with", () => {
  it.each(drifts)("%s is named, and healed by s3:setup", async (_name, drift, expected) => {
    await drift(client);
    const report = await examineInstallation();
    expect(faultsOf(report)).toEqual(expected);
    for (const fault of expected) {
      const { why, remedy } = findingOf(report, fault.split(":")[0] ?? "");
      expect(why).not.toBe("");
      expect(remedy?.say).toContain("npm run s3:setup");
      expect(parseJson(remedy?.paste ?? "")).toBeTypeOf("object");
    }
    expect((await runSetup()).code).toBe(0);
    expect(faultsOf(await examineInstallation())).toEqual([]);
  });

  it("a rule that removes images is named as a problem, and left to whoever made it", async () => {
    const deadly = {
      ID: "old",
      Status: "Enabled",
      Filter: { Prefix: "images/" },
      Expiration: { Days: 90 },
    } as const;
    const put = { Bucket, LifecycleConfiguration: { Rules: [deadly] } };
    await client.send(new PutBucketLifecycleConfigurationCommand(put));
    await runSetup();
    const { code, report } = await runDoctor();
    expect([code, ...faultsOf(report)]).toEqual([1, "lifecycle: problem"]);
    expect(findingOf(report, "lifecycle").what).toContain("images are among them");
    await client.send(new DeleteBucketLifecycleCommand({ Bucket }));
    await runSetup();
  });
});

describe("The doctor ends with 1 and says what to do", () => {
  const nobodyThere = "http://127.0.0.1:9";
  const cases: readonly (readonly [string, Record<string, string>, string, RegExp])[] = [
    ["a wrong secret", { AWS_SECRET_ACCESS_KEY: "wrong" }, "bucket", /SignatureDoesNotMatch/],
    ["another bucket's name", { S3_BUCKET: "there-is-none" }, "bucket", /no bucket called there-is-none/],
    ["a store that is away", { S3_ENDPOINT: nobodyThere }, "bucket", /ECONNREFUSED/],
    ["a database that is away", { DATABASE_URL: "postgresql://a:b@127.0.0.1:9/c" }, "database", /not answer/],
    ["a missing setting", { S3_REGION: "" }, "environment", /S3_REGION: is missing/],
  ];

  it("for each of them", async () => {
    const runs = await Promise.all(cases.map(([, changes]) => runDoctor(changes)));
    for (const [index, [name, , check, what]] of cases.entries()) {
      const { code, report } = runs[index] ?? { code: 0, report: { examinedAt: "", findings: [] } };
      expect([name, code]).toEqual([name, 1]);
      const finding = findingOf(report, check);
      expect(finding).toMatchObject({ status: "problem", what: expect.stringMatching(what) });
      expect(finding.remedy?.say).not.toBe("");
    }
  });
});

describe("s3:setup --print", () => {
  it("is JSON with every part, and touches nothing", async () => {
    const { code, output } = await runScript("scripts/s3/setup.ts", ["--print"], {
      S3_ENDPOINT: "http://127.0.0.1:9",
    });
    expect(code).toBe(0);
    expect(Object.keys(parseJson(output))).toEqual(
      expect.arrayContaining([
        "cors",
        "lifecycle",
        "publicAccessBlock",
        "encryption",
        "iamPolicy",
        "bucketPolicy",
      ]),
    );
  });
});
