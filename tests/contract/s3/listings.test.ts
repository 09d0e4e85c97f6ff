import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { md5Hex, openContractStore, statusOf } from "@/tests/support/s3/contract-store";

const store = await openContractStore();
const list = (more: Partial<ListObjectsV2CommandInput>): Promise<ListObjectsV2CommandOutput> =>
  store.client.send(new ListObjectsV2Command({ Bucket: store.bucket, ...more }));
const keysOf = ({ Contents = [] }: ListObjectsV2CommandOutput): (string | undefined)[] =>
  Contents.map(({ Key }) => Key);
const prefixesOf = ({ CommonPrefixes = [] }: ListObjectsV2CommandOutput): (string | undefined)[] =>
  CommonPrefixes.map(({ Prefix }) => Prefix);

async function allPages(more: Partial<ListObjectsV2CommandInput>): Promise<ListObjectsV2CommandOutput[]> {
  const pages: ListObjectsV2CommandOutput[] = [];
  let token: string | undefined;
  do {
    const page = await list({ ...more, ...(token === undefined ? {} : { ContinuationToken: token }) });
    pages.push(page);
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return pages;
}

test("2500 keys come in three pages, in order, each once", async () => {
  const keys = Array.from({ length: 2500 }, (_value, at) => `l/${at % 5}/${String(at).padStart(5, "0")}`);
  const waiting = [...keys];
  const worker = async (): Promise<void> => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) await store.put(key, "x");
  };
  await Promise.all(Array.from({ length: 12 }, worker));
  const pages = await allPages({ Prefix: "l/" });
  expect(pages.map(({ KeyCount }) => KeyCount)).toEqual([1000, 1000, 500]);
  expect(pages.flatMap(keysOf)).toEqual([...keys].sort());
  expect(prefixesOf(await list({ Prefix: "l/", Delimiter: "/" }))).toEqual([
    "l/0/",
    "l/1/",
    "l/2/",
    "l/3/",
    "l/4/",
  ]);
  expect(keysOf(await list({ Prefix: "l/", StartAfter: "l/4/02490", MaxKeys: 1 }))).toEqual(["l/4/02494"]);
});

test("keys are ordered by the bytes of their UTF-8 form", async () => {
  const keys = ["o/A", "o/a", "o/z", "o/é", "o/\uFF5E", "o/\u{1F98A}"];
  for (const key of [...keys].reverse()) await store.put(key, "x");
  expect(keysOf(await list({ Prefix: "o/" }))).toEqual(keys);
});

test("pages of folders and keys go on where the last one ended", async () => {
  for (const key of ["p/a/1", "p/a/2", "p/b", "p/c/1", "p/d"]) await store.put(key, "x");
  const pages = await allPages({ Prefix: "p/", Delimiter: "/", MaxKeys: 1 });
  expect(pages.map((page) => [...keysOf(page), ...prefixesOf(page)])).toEqual([
    ["p/a/"],
    ["p/b"],
    ["p/c/"],
    ["p/d"],
  ]);
});

test("a key is in the next listing once its PUT was answered, and out of it once its DELETE was", async () => {
  for (let round = 0; round < 20; round++) {
    const key = `now/${round}`;
    await store.put(key, "x");
    expect(keysOf(await list({ Prefix: key }))).toContain(key);
  }
});

test("an entry tells size, ETag and time of its object", async () => {
  await store.put("entry/one", "12345");
  const [entry] = (await list({ Prefix: "entry/" })).Contents ?? [];
  expect(entry).toMatchObject({ Key: "entry/one", Size: 5, ETag: `"${md5Hex("12345")}"` });
  expect(Math.abs((entry?.LastModified?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
});

test("keys that XML cannot hold are listed when URL encoding is asked for", async () => {
  const key = "enc/a\u0001b c+d☃";
  await store.put(key, "x");
  const page = await list({ Prefix: "enc/", EncodingType: "url" });
  expect(keysOf(page).map((name) => decodeURIComponent((name ?? "").replaceAll("+", " ")))).toEqual([key]);
});

test("a continuation token that nobody gave is refused", async () => {
  expect(await statusOf(list({ ContinuationToken: "made-up" }))).toBe(
    store.provider.refusesMadeUpTokens ? 400 : 200,
  );
});

test("a bucket that does not exist has no listing", async () => {
  const call = store.client.send(new ListObjectsV2Command({ Bucket: `${store.bucket}-not` }));
  expect(await statusOf(call)).toBe(404);
});
