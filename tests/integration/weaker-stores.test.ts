// What the doctor finds out of a store is what is signed from then on, and uploads work on each of them. The policy that
// is printed allows what an app was seen to call.
import { removeOwnDatabase } from "../support/own-services";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeProfile, type ProfileName } from "@/dev/s3/profiles";
import { type S3Server, startS3Server } from "@/dev/s3/server";
import { appPolicy, CALLS_OF_APP } from "@/lib/installation/access-policy";
import { ApiClient } from "../support/api-client";
import { findingOf, runDoctor, runSetup } from "../support/doctor-run";
import { addPerson } from "../support/people";
import { connect, credentials, region } from "../support/s3/own-server";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { addImage, declare, presign, put, register, uniquePng } from "../support/upload-flow";

const seen = new Set<string>();
let clockMs = 0;
let server: S3Server;
let folder: string;
let app: SecondApp;
let program: ApiClient;
let settings: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "signet-weaker-"));
  server = await startS3Server({
    dataDir: folder,
    credentials,
    region,
    now: () => new Date(Date.now() + clockMs),
    onRequest: ({ operation, status }) => {
      if (operation !== null && status > 0) seen.add(operation);
    },
  });
  const client = connect(server.url);
  await client.send(new CreateBucketCommand({ Bucket: "weaker" }));
  client.destroy();
  settings = {
    S3_ENDPOINT: server.url,
    S3_BUCKET: "weaker",
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  app = await startSecondApp({ ...settings, INLINE_WORKER: "true" });
  settings["NEXTAUTH_URL"] = app.origin;
  await runSetup(settings);
  program = new ApiClient(app.origin, (await addPerson("editor")).apiKey);
});
afterAll(async () => {
  await app.stop();
  await server.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  await removeOwnDatabase();
});

const everything = ["content-md5", "content-type", "if-none-match", "x-amz-checksum-sha256"];
const stores: readonly (readonly [profile: ProfileName, signed: string[]])[] = [
  ["no-if-none-match", everything.filter((name) => name !== "if-none-match")],
  ["if-none-match-refused", everything.filter((name) => name !== "if-none-match")],
  ["no-checksums", everything.filter((name) => name !== "x-amz-checksum-sha256")],
  ["no-md5", everything.filter((name) => name !== "content-md5")],
  ["strict", everything],
];

describe("On a store that is", () => {
  it.each(stores)("%s, what it enforces is signed, and an upload works", async (profile, signed) => {
    server.behaveAs(makeProfile(profile));
    const { report } = await runDoctor(settings);
    expect(findingOf(report, "put").status).toBe("ok");

    const bytes = await uniquePng();
    const upload = await presign(program, declare(bytes));
    expect(Object.keys(upload.headers).sort()).toEqual(signed);
    expect(await put(upload, bytes)).toBe(200);
    expect((await register(program, upload.key)).status).toBe(201);
  });

  it("too lenient with ACLs, that is a problem only where strangers can then read", async () => {
    server.behaveAs(makeProfile("unsigned-headers"));
    const { report } = await runDoctor(settings);
    // It takes the header, and nothing is ever public there.
    expect(findingOf(report, "unsigned-acl").status).toBe("ok");
    server.behaveAs(makeProfile("strict"));
  });
});

describe("The store's clock", () => {
  it.each([
    [2 * 60_000, "warning"],
    [-16 * 60_000, "problem"],
  ])("%d ms off ours is a %s", async (offMs, status) => {
    clockMs = offMs;
    const { report } = await runDoctor(settings);
    clockMs = 0;
    expect(findingOf(report, "clock-store")).toMatchObject({
      status,
      remedy: { paste: "timedatectl set-ntp true" },
    });
  });
});

describe("The policy that is printed", () => {
  it("allows every call that the app was seen to make", async () => {
    seen.clear();
    const { image } = await addImage(program);
    await program.call(`/images/${image.id}/signed-url`);
    await program.call(`/images/${image.id}`, { method: "DELETE" });
    await expect.poll(() => seen.has("DeleteObject")).toBe(true);
    expect([...seen].filter((operation) => !(operation in CALLS_OF_APP))).toEqual([]);
    expect([...seen]).toEqual(expect.arrayContaining(["PutObject", "CopyObject", "HeadObject", "GetObject"]));
    expect(appPolicy("weaker", region).Statement).toHaveLength(4);
  });
});
