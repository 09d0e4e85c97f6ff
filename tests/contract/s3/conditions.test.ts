import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { md5Hex, openContractStore, statusOf } from "@/tests/support/s3/contract-store";
import { sendRaw } from "@/tests/support/s3/raw-request";

const store = await openContractStore();
const body = "hello, presigned world\n";
const wrongEtag = `"${"0".repeat(32)}"`;
const onlyOnce = { unhoistableHeaders: new Set(["if-none-match"]) };

test("a URL signed with If-None-Match: * writes once, where the store keeps to it", async () => {
  const url = await store.presignPut("once", { IfNoneMatch: "*" }, onlyOnce);
  const headers = { "if-none-match": "*" };
  expect((await sendRaw("PUT", url, { body, headers })).status).toBe(200);
  const { conditionalCreates } = store.provider;
  expect(await sendRaw("PUT", url, { body: "again", headers })).toMatchObject(
    conditionalCreates ? { status: 412, code: "PreconditionFailed" } : { status: 200 },
  );
  expect(await store.read("once")).toBe(conditionalCreates ? body : "again");
});

test("a signed If-None-Match cannot be left out", async () => {
  const url = await store.presignPut("omitted", { IfNoneMatch: "*" }, onlyOnce);
  expect((await sendRaw("PUT", url, { body })).status).toBe(403);
  expect(await store.exists("omitted")).toBe(false);
});

test("of eight writers with If-None-Match: * at once one succeeds, where the store keeps to it, and its bytes are there", async () => {
  const writers = [..."abcdefgh"];
  const statuses = await Promise.all(
    writers.map((name) =>
      statusOf(
        store.client.send(
          new PutObjectCommand({
            Bucket: store.bucket,
            Key: "race",
            Body: name.repeat(50_000),
            IfNoneMatch: "*",
          }),
        ),
      ),
    ),
  );
  const winners = writers.filter((_name, at) => statuses[at] === 200);
  expect(winners).toHaveLength(store.provider.conditionalCreates ? 1 : 8);
  expect(
    statuses.filter((status) => status !== 200).every((status) => status === 412 || status === 409),
  ).toBe(true);
  const kept = (await store.read("race")).slice(0, 1);
  expect(winners).toContain(kept);
  expect(await store.read("race")).toBe(kept.repeat(50_000));
});

test("a PUT with If-Match replaces the version it names, and no other", async () => {
  await store.put("versioned", "v1");
  const put = (etag: string, Body: string): Promise<number> =>
    statusOf(
      store.client.send(
        new PutObjectCommand({ Bucket: store.bucket, Key: "versioned", Body, IfMatch: etag }),
      ),
    );
  const { conditionalOverwrites } = store.provider;
  expect(await put(wrongEtag, "other")).toBe(conditionalOverwrites === "ignored" ? 200 : 412);
  expect(await put(`"${md5Hex("v1")}"`, "v2")).toBe(conditionalOverwrites === "refused" ? 412 : 200);
  expect(await store.read("versioned")).toBe(conditionalOverwrites === "refused" ? "v1" : "v2");
});

test("a PUT with If-Match of a key that is not there is refused", async () => {
  const put = new PutObjectCommand({ Bucket: store.bucket, Key: "absent", Body: body, IfMatch: wrongEtag });
  const ignored = store.provider.conditionalOverwrites === "ignored";
  expect(ignored ? [200] : [404, 412]).toContain(await statusOf(store.client.send(put)));
  expect(await store.exists("absent")).toBe(ignored);
});

test("a copy is refused when its source is another version, or its target is there already", async () => {
  await store.put("source", body);
  await store.put("target", "old");
  const copy = (more: object): Promise<number> => {
    const input = { Bucket: store.bucket, Key: "target", CopySource: `${store.bucket}/source`, ...more };
    return statusOf(store.client.send(new CopyObjectCommand(input)));
  };
  const { conditionalCopySources, conditionalCopyTargets } = store.provider;
  expect(await copy({ CopySourceIfMatch: wrongEtag })).toBe(conditionalCopySources ? 412 : 200);
  expect(await copy({ CopySourceIfNoneMatch: `"${md5Hex(body)}"` })).toBe(conditionalCopySources ? 412 : 200);
  expect(await store.read("target")).toBe(conditionalCopySources ? "old" : body);
  expect(await copy({ IfNoneMatch: "*" })).toBe(conditionalCopyTargets ? 412 : 200);
  if (conditionalCopySources && conditionalCopyTargets) expect(await store.read("target")).toBe("old");
  expect(await copy({ CopySourceIfMatch: `"${md5Hex(body)}"` })).toBe(200);
});

test("a DELETE with If-Match spares another version", async () => {
  await store.put("spared", body);
  const remove = (etag: string): Promise<number> =>
    statusOf(
      store.client.send(new DeleteObjectCommand({ Bucket: store.bucket, Key: "spared", IfMatch: etag })),
    );
  expect(await remove(wrongEtag)).toBe(store.provider.conditionalDeletes ? 412 : 204);
  expect(await store.exists("spared")).toBe(store.provider.conditionalDeletes);
  expect(await remove(`"${md5Hex(body)}"`)).toBe(204);
});

test("a GET is answered by its conditions: 304 for what is known, 412 for what has changed", async () => {
  await store.put("read", body);
  const url = await store.presignGet("read");
  const etag = `"${md5Hex(body)}"`;
  const ask = async (headers: Record<string, string>): Promise<number> =>
    (await sendRaw("GET", url, { headers })).status;
  const hourAgo = new Date(Date.now() - 3_600_000).toUTCString();
  const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
  expect(await ask({ "if-none-match": etag })).toBe(304);
  expect(await ask({ "if-none-match": wrongEtag })).toBe(200);
  expect(await ask({ "if-match": etag })).toBe(200);
  expect(await ask({ "if-match": wrongEtag })).toBe(412);
  expect(await ask({ "if-match": wrongEtag, range: "bytes=0-1" })).toBe(412);
  expect(await ask({ "if-modified-since": hourAgo })).toBe(200);
  expect(await ask({ "if-modified-since": inAnHour })).toBe(304);
  expect(await ask({ "if-unmodified-since": hourAgo })).toBe(412);
});
