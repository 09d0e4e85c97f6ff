import { createHash, createHmac } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { openContractStore, refusalOf } from "@/tests/support/s3/contract-store";
import { sendRaw, type RawAnswer } from "@/tests/support/s3/raw-request";

const store = await openContractStore();
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

interface SignedUpload {
  readonly headers: Record<string, string>;
  /** The signature of the next chunk; each continues the one before. */
  signChunk(chunk: string): string;
}

/** The head of an upload in signed chunks, written from AWS's description, apart from the server's own code. */
function signUpload(key: string, bytes: number): SignedUpload {
  const timestamp = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = `${timestamp.slice(0, 8)}/${store.region}/s3/aws4_request`;
  const signingKey = scope
    .split("/")
    .reduce<string | Buffer>(hmac, `AWS4${store.credentials.secretAccessKey}`);
  const headers = {
    "content-encoding": "aws-chunked",
    host: new URL(store.endpoint).host,
    "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "x-amz-date": timestamp,
    "x-amz-decoded-content-length": String(bytes),
  };
  const names = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const path = `/${store.bucket}/${key}`;
  const canonical = ["PUT", path, "", lines.join(""), names, headers["x-amz-content-sha256"]].join("\n");
  const sign = (text: string): string => hmac(signingKey, text).toString("hex");
  let previous = sign(["AWS4-HMAC-SHA256", timestamp, scope, sha256(canonical)].join("\n"));
  const credential = `${store.credentials.accessKeyId}/${scope}`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${previous}`;
  return {
    headers: { ...headers, authorization },
    signChunk(chunk) {
      const parts = ["AWS4-HMAC-SHA256-PAYLOAD", timestamp, scope, previous, sha256(""), sha256(chunk)];
      previous = sign(parts.join("\n"));
      return previous;
    },
  };
}

/** Sends the chunks as signed, but with what `change` makes of the finished body. */
function upload(
  key: string,
  chunks: readonly string[],
  change: (body: string) => string = (body) => body,
): Promise<RawAnswer> {
  const { headers, signChunk } = signUpload(key, chunks.join("").length);
  const framed = [...chunks, ""].map((chunk) => {
    return `${chunk.length.toString(16)};chunk-signature=${signChunk(chunk)}\r\n${chunk}\r\n`;
  });
  return sendRaw("PUT", `${store.endpoint}/${store.bucket}/${key}`, {
    headers,
    body: change(framed.join("")),
  });
}

test("an upload in signed chunks is stored as what the chunks hold", async () => {
  const chunks = ["a".repeat(10_000), "b".repeat(9000), "the end"];
  expect((await upload("chunks", chunks)).status).toBe(200);
  const read = await sendRaw("GET", await store.presignGet("chunks"));
  expect(read.body.toString()).toBe(chunks.join(""));
  expect(read.headers["content-encoding"] ?? "").toBe(store.provider.encodingOfChunked);
});

test("a signed chunk that was changed on the way is refused, and nothing is stored", async () => {
  const answer = await upload("changed", ["a".repeat(10_000), "the end"], (body) =>
    body.replace("the end", "the END"),
  );
  expect(answer.code).toBe(store.provider.changedChunk);
  expect(await store.exists("changed")).toBe(false);
});

test("a body that its signed hash does not fit is refused, and nothing is stored", async () => {
  const client = store.connect();
  client.middlewareStack.add(
    (next) => (call) => {
      const { request } = call;
      if (typeof request === "object" && request !== null && "body" in request)
        request.body = "tampered with";
      return next(call);
    },
    { step: "finalizeRequest", priority: "low", name: "tamper" },
  );
  const put = new PutObjectCommand({ Bucket: store.bucket, Key: "tampered", Body: "original text" });
  expect(await refusalOf(client.send(put))).toMatchObject({ status: 400 });
  expect(await store.exists("tampered")).toBe(false);
});
