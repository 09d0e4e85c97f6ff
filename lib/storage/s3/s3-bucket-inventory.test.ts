// Stores that answer a listing in ways that must not be believed, spoken over real HTTP.
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ListedObject } from "@/lib/images/reconcile/difference";
import { ListingFault } from "@/lib/images/reconcile/key-stream";
import { s3BucketInventory } from "./s3-bucket-inventory";

type Page = { readonly status?: number; readonly body: string };

let server: Server;
let pages: readonly Page[] = [];
let asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const page = pages[Math.min(asked.length, pages.length - 1)];
    asked.push(request.url ?? "");
    response.writeHead(page?.status ?? 200, { "content-type": "application/xml" }).end(page?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  Object.assign(process.env, {
    DATABASE_URL: "postgresql://nobody@localhost/none",
    S3_ENDPOINT: `http://127.0.0.1:${address.port}`,
    S3_BUCKET: "pictures",
    S3_REGION: "us-east-1",
    S3_FORCE_PATH_STYLE: "true",
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: "secret",
    NEXTAUTH_URL: "http://localhost:3000",
    NEXTAUTH_SECRET: "x".repeat(32),
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function listing(keys: readonly string[], more: string, bucket = "pictures"): Page {
  const contents = keys.map(
    (key) =>
      `<Contents><Key>${key}</Key><Size>1</Size><ETag>"e"</ETag><LastModified>2026-11-22T10:00:00.000Z</LastModified></Contents>`,
  );
  return {
    body: `<?xml version="1.0"?><ListBucketResult><Name>${bucket}</Name>${more}${contents.join("")}</ListBucketResult>`,
  };
}
const last = "<IsTruncated>false</IsTruncated>";
const next = (token: string) =>
  `<IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>`;

async function listAll(...script: Page[]): Promise<string[]> {
  pages = script;
  asked = [];
  const found: ListedObject[] = [];
  for await (const page of s3BucketInventory.listObjects()) found.push(...page);
  return found.map(({ key }) => key);
}

describe("The inventory", () => {
  it("goes from page to page by the store's token, and decodes the keys", async () => {
    const encoded = "<EncodingType>url</EncodingType>";
    const keys = await listAll(listing(["a%20b"], next("t1") + encoded), listing(["c+d%2B"], last + encoded));
    expect(keys).toEqual(["a b", "c d+"]);
    expect(asked[1]).toContain("continuation-token=t1");
  });

  const unbelievable: readonly (readonly [name: string, script: readonly Page[]])[] = [
    ["does not say whether it goes on", [listing(["a"], "")]],
    ["goes on and does not say where", [listing(["a"], "<IsTruncated>true</IsTruncated>")]],
    ["goes round in circles", [listing(["a"], next("same"))]],
    ["is another bucket's", [listing(["a"], last, "other")]],
    ["counts otherwise than it lists", [listing(["a"], `${last}<KeyCount>2</KeyCount>`)]],
    ["is empty", [{ body: "" }]],
    ["lacks the key of an object", [{ body: listing(["a"], last).body.replace("<Key>a</Key>", "") }]],
  ];
  it.each(unbelievable)("refuses a listing that %s", async (_name, script) => {
    await expect(listAll(...script)).rejects.toThrow(ListingFault);
  });

  const failed: readonly (readonly [name: string, script: readonly Page[]])[] = [
    ["is an error with the status 200", [{ body: "<Error><Code>InternalError</Code></Error>" }]],
    ["is cut off", [{ body: listing(["a", "b"], last).body.slice(0, 120) }]],
    ["is refused", [{ status: 403, body: "<Error><Code>AccessDenied</Code></Error>" }]],
    ["is of no bucket", [{ status: 404, body: "<Error><Code>NoSuchBucket</Code></Error>" }]],
    ["fails on its second page", [listing(["a"], next("t")), { status: 503, body: "" }]],
  ];
  it.each(failed)("fails where a listing %s", async (_name, script) => {
    await expect(listAll(...script)).rejects.toMatchObject({ code: "storage_unavailable" });
  });
});
