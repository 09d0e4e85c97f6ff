import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { openContractStore, statusOf } from "@/tests/support/s3/contract-store";
import { sendRaw } from "@/tests/support/s3/raw-request";

const store = await openContractStore();
const body = "hello, presigned world\n";
const hourMs = 3_600_000;
const wrongSecret = store.connect({
  credentials: { ...store.credentials, secretAccessKey: "not-the-secret" },
});
const strangerKey = store.connect({ credentials: { accessKeyId: "AKIASTRANGER", secretAccessKey: "nope" } });

test("a presigned PUT stores the body and its content type", async () => {
  const answer = await sendRaw("PUT", await store.presignPut("plain"), {
    body,
    headers: { "content-type": "text/plain" },
  });
  expect(answer.status).toBe(200);
  const read = await sendRaw("GET", await store.presignGet("plain"));
  expect(read.body.toString()).toBe(body);
  expect(read.headers["content-type"]).toBe("text/plain");
});

test.each([
  ["a wrong secret", wrongSecret, "SignatureDoesNotMatch"],
  ["an unknown access key", strangerKey, "InvalidAccessKeyId"],
])("a presigned PUT signed with %s is refused and stores nothing", async (_name, client, code) => {
  const answer = await sendRaw("PUT", await store.presignPut("forged", {}, {}, client), { body });
  expect(answer).toMatchObject({ status: 403, code });
  expect(await store.exists("forged")).toBe(false);
});

test("a PUT signed in the header with a wrong secret is refused", async () => {
  const put = new PutObjectCommand({ Bucket: store.bucket, Key: "forged", Body: body });
  expect(await statusOf(wrongSecret.send(put))).toBe(403);
});

test("a presigned URL is refused after it has expired", async () => {
  const options = { expiresIn: 60, signingDate: new Date(Date.now() - hourMs) };
  const put = await sendRaw("PUT", await store.presignPut("late", {}, options), { body });
  const get = await sendRaw("GET", await store.presignGet("late", options));
  expect(put).toMatchObject({ status: 403, code: "AccessDenied" });
  expect(get).toMatchObject({ status: 403, code: "AccessDenied" });
  expect(await store.exists("late")).toBe(false);
});

test("a presigned URL that is valid for a second is refused two seconds later", async () => {
  const url = await store.presignPut("brief", {}, { expiresIn: 1 });
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect((await sendRaw("PUT", url, { body })).status).toBe(403);
});

test("a presigned URL dated an hour ahead is refused until then", async () => {
  const url = await store.presignPut("early", {}, { signingDate: new Date(Date.now() + hourMs) });
  const { status } = await sendRaw("PUT", url, { body });
  expect(status).toBe(store.provider.refusesFutureDates ? 403 : 200);
});

test("clocks may differ by up to a quarter of an hour", async () => {
  for (const minutes of [-14, 14]) {
    const url = await store.presignPut(
      "skewed",
      {},
      { expiresIn: 3600, signingDate: new Date(Date.now() + minutes * 60_000) },
    );
    expect((await sendRaw("PUT", url, { body })).status).toBe(200);
  }
  const tooFar = store.connect({ systemClockOffset: 20 * 60_000 });
  const put = new PutObjectCommand({ Bucket: store.bucket, Key: "skewed-header", Body: body });
  expect(await statusOf(tooFar.send(put))).toBe(403);
});

test("a life of more than seven days is refused", async () => {
  const url = (await store.presignPut("week")).replace("X-Amz-Expires=300", "X-Amz-Expires=700000");
  expect([400, 403]).toContain((await sendRaw("PUT", url, { body })).status);
  expect(await store.exists("week")).toBe(false);
});

test("a scope of another region is refused", async () => {
  const elsewhere = store.connect({ region: "eu-nowhere-9" });
  const { status } = await sendRaw("PUT", await store.presignPut("region", {}, {}, elsewhere), { body });
  expect(status >= 400).toBe(store.provider.checksRegion);
  expect(await store.exists("region")).toBe(!store.provider.checksRegion);
});

test("nobody gets anything without a signature", async () => {
  await store.put("private", body);
  const address = `${store.endpoint}/${store.bucket}`;
  const answers = await Promise.all([
    sendRaw("GET", `${address}/private`),
    sendRaw("HEAD", `${address}/private`),
    sendRaw("GET", `${address}/missing`),
    sendRaw("PUT", `${address}/anonymous`, { body }),
    sendRaw("DELETE", `${address}/private`),
    sendRaw("GET", `${address}?list-type=2`),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
  expect(await store.exists("anonymous")).toBe(false);
  expect(await store.read("private")).toBe(body);
});

test("a signed URL cannot be bent to another key, another life or another answer", async () => {
  await store.put("mine", body);
  await store.put("theirs", "secret");
  const url = await store.presignGet("mine");
  const bent = [
    url.replace("/mine", "/theirs"),
    url.replace("X-Amz-Expires=300", "X-Amz-Expires=3000"),
    `${url}&response-content-type=text%2Fhtml`,
    `${url}&acl`,
    `${url}&tagging`,
    `${url}&uploads`,
    `${url}&versionId=null`,
  ];
  const answers = await Promise.all(bent.map((address) => sendRaw("GET", address)));
  expect(answers.map(({ status }) => status)).toEqual(bent.map(() => 403));
});

test("a URL signed for one method is refused for every other", async () => {
  await store.put("method", body);
  const get = await store.presignGet("method");
  const put = await store.presignPut("method");
  const answers = [
    ...(await Promise.all(["PUT", "DELETE", "POST"].map((method) => sendRaw(method, get, { body: "x" })))),
    ...(await Promise.all(["GET", "HEAD", "DELETE", "POST"].map((method) => sendRaw(method, put)))),
  ];
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
  expect(await store.read("method")).toBe(body);
});

test.each([
  ["x-amz-meta-evil", "1"],
  ["x-amz-acl", "public-read"],
  ["x-amz-tagging", "a=b"],
  ["x-amz-website-redirect-location", "/elsewhere"],
])("a presigned PUT with an unsigned %s header is refused", async (name, value) => {
  const key = `unsigned-${name}`;
  const answer = await sendRaw("PUT", await store.presignPut(key), { body, headers: { [name]: value } });
  const { refusesUnsignedHeaders } = store.provider;
  expect(answer.status).toBe(refusesUnsignedHeaders ? 403 : 200);
  expect(answer.body.includes(`<HeadersNotSigned>${name}</HeadersNotSigned>`)).toBe(refusesUnsignedHeaders);
  expect(await store.exists(key)).toBe(!refusesUnsignedHeaders);
});

test("an unsigned copy source does not turn a presigned PUT into a copy of somebody's object", async () => {
  await store.put("somebodys", "secret");
  const headers = { "x-amz-copy-source": `${store.bucket}/somebodys` };
  const answer = await sendRaw("PUT", await store.presignPut("stolen"), { body, headers });
  expect(answer.status).toBe(store.provider.refusesUnsignedHeaders ? 403 : 200);
  const stolen = (await store.exists("stolen")) ? await store.read("stolen") : null;
  expect(stolen).toBe(store.provider.refusesUnsignedHeaders ? null : "secret");
});

test("a refusal says which request it was about, and why", async () => {
  const answer = await sendRaw("GET", await store.presignGet("why", {}, wrongSecret));
  expect(answer.headers["content-type"]).toBe("application/xml");
  expect(answer.body.toString()).toContain(answer.headers["x-amz-request-id"] ?? "no request id");
});
