import {
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
  type CORSRule,
} from "@aws-sdk/client-s3";
import { beforeEach, expect, test } from "vitest";
import { openContractStore, refusalOf } from "@/tests/support/s3/contract-store";
import { sendRaw, type RawAnswer } from "@/tests/support/s3/raw-request";

const store = await openContractStore();
const origin = "http://app.example.test";
const rule: CORSRule = {
  ID: "app",
  AllowedOrigins: [origin, "https://*.example.test"],
  AllowedMethods: ["GET", "PUT"],
  AllowedHeaders: ["content-type", "x-amz-checksum-*"],
  ExposeHeaders: ["ETag", "x-amz-checksum-sha256"],
  MaxAgeSeconds: 600,
};

const configure = (CORSRules: CORSRule[]): Promise<unknown> =>
  store.client.send(new PutBucketCorsCommand({ Bucket: store.bucket, CORSConfiguration: { CORSRules } }));

beforeEach(async () => {
  await configure([rule]);
});

function preflight(from: string, method: string, headers = ""): Promise<RawAnswer> {
  return sendRaw("OPTIONS", `${store.endpoint}/${store.bucket}/a.txt`, {
    headers: {
      origin: from,
      "access-control-request-method": method,
      ...(headers === "" ? {} : { "access-control-request-headers": headers }),
    },
  });
}

test("the rules come back as they were given", async () => {
  const { CORSRules } = await store.client.send(new GetBucketCorsCommand({ Bucket: store.bucket }));
  expect(CORSRules).toEqual([rule]);
});

test("a preflight within the rules is allowed, for as long as the rule says", async () => {
  const answer = await preflight(origin, "PUT", "content-type,x-amz-checksum-sha256");
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    "access-control-allow-origin": origin,
    "access-control-max-age": "600",
  });
  expect(answer.headers["access-control-allow-methods"]).toContain("PUT");
  expect(answer.headers["access-control-allow-headers"]).toContain("x-amz-checksum-sha256");
  expect((await preflight("https://beta.example.test", "GET")).status).toBe(200);
});

test.each([
  ["another origin", "http://evil.example.test", "PUT", "content-type"],
  ["the same host by another scheme", "https://app.example.org", "PUT", "content-type"],
  ["another method", origin, "DELETE", "content-type"],
  ["a header that no rule allows", origin, "PUT", "content-type,x-amz-acl"],
])("a preflight from %s is refused", async (_name, from, method, headers) => {
  const answer = await preflight(from, method, headers);
  expect(answer.status).toBe(403);
  expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
});

test("a preflight that does not say what it asks is a bad request", async () => {
  const url = `${store.endpoint}/${store.bucket}/a.txt`;
  const silent = [await sendRaw("OPTIONS", url), await sendRaw("OPTIONS", url, { headers: { origin } })];
  expect(silent.map(({ status }) => status)).toEqual([400, 400]);
});

test("the answer to a presigned PUT lets the page read it, and the ETag in it", async () => {
  const answer = await sendRaw("PUT", await store.presignPut("cors"), { body: "x", headers: { origin } });
  expect(answer.headers["access-control-allow-origin"]).toBe(origin);
  expect(answer.headers["access-control-expose-headers"]?.toLowerCase()).toContain("etag");
  expect(answer.headers["vary"]?.toLowerCase()).toContain("origin");
});

test("an error lets the page read it too", async () => {
  const url = (await store.presignPut("cors")).replace("X-Amz-Expires=300", "X-Amz-Expires=301");
  const answer = await sendRaw("PUT", url, { body: "x", headers: { origin } });
  expect(answer.status).toBe(403);
  expect(answer.headers["access-control-allow-origin"]).toBe(
    store.provider.corsOnErrors ? origin : undefined,
  );
});

test("an answer to another origin carries no permission", async () => {
  const answer = await sendRaw("PUT", await store.presignPut("cors"), {
    body: "x",
    headers: { origin: "http://evil.example.test" },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
});

test("a rule for any origin allows any, without credentials", async () => {
  await configure([{ AllowedOrigins: ["*"], AllowedMethods: ["GET"] }]);
  const { headers } = await preflight(origin, "GET");
  expect(headers["access-control-allow-origin"]).toBe(store.provider.corsWildcard ? "*" : origin);
  expect(headers["access-control-allow-credentials"]).toBeUndefined();
});

test("a rule with an unknown method is refused, and the old rules stay", async () => {
  const refusal = await refusalOf(configure([{ AllowedOrigins: ["*"], AllowedMethods: ["PATCH"] }]));
  expect(refusal.status).toBe(400);
  expect((await preflight(origin, "PUT")).status).toBe(200);
});

test("without rules every preflight is refused", async () => {
  await store.client.send(new DeleteBucketCorsCommand({ Bucket: store.bucket }));
  const answer = await preflight(origin, "PUT");
  expect(answer.status).toBe(403);
  expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  const refusal = await refusalOf(store.client.send(new GetBucketCorsCommand({ Bucket: store.bucket })));
  expect(refusal).toEqual({ status: 404, code: "NoSuchCORSConfiguration" });
});
