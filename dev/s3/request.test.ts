import { describe, expect, it } from "vitest";
import { readRequest, RequestHeaders } from "./request";

async function* noBody(): AsyncGenerator<Buffer> {}

const read = (url: string, host = "127.0.0.1:9000") =>
  readRequest({ method: "GET", url, rawHeaders: ["Host", host] }, noBody());

describe("readRequest", () => {
  it.each([
    ["/", null, null],
    ["/bucket", "bucket", null],
    ["/bucket/", "bucket", null],
    ["/bucket/a%20b/c%2Bd", "bucket", "a b/c+d"],
    ["/bucket//a/", "bucket", "/a/"],
    ["/bucket/a/./b/../c", "bucket", "a/./b/../c"],
  ])("finds bucket and key in the path %s", (url, bucket, key) => {
    expect(read(url)).toMatchObject({ bucket, key });
  });

  it("finds the bucket in the host's name", () => {
    expect(read("/a/b?x=1", "my.bucket.localhost:9000")).toMatchObject({ bucket: "my.bucket", key: "a/b" });
    expect(read("/a/b", "localhost:9000")).toMatchObject({ bucket: "a", key: "b" });
  });

  it.each([
    ["a broken escape", "/bucket/%zz", "InvalidURI"],
    ["bytes that are no UTF-8", "/bucket/%ff", "InvalidURI"],
    ["a key that climbs out", "/bucket/a/../../b", "InvalidURI"],
    ["a whole URL", "http://elsewhere/bucket/key", "InvalidURI"],
    ["a key of 1025 bytes", `/bucket/${"%C3%A9".repeat(512)}x`, "KeyTooLongError"],
    ["the same parameter twice", "/bucket?prefix=a&prefix=b", "InvalidArgument"],
  ])("refuses %s", (_name, url, code) => {
    expect(() => read(url)).toThrow(expect.objectContaining({ code }));
  });

  it("reads plus as a space in a query, and a parameter without a value as empty", () => {
    expect([...read("/b?delete&prefix=a+b%2Bc").query]).toEqual([
      ["delete", ""],
      ["prefix", "a b+c"],
    ]);
  });
});

describe("RequestHeaders", () => {
  it("joins repeated headers instead of choosing one", () => {
    const headers = RequestHeaders.fromRaw(["Content-Type", "image/png", "content-type", " text/html "]);
    expect(headers.get("content-type")).toBe("image/png,text/html");
  });

  it("can go without some", () => {
    const headers = RequestHeaders.fromRaw(["A", "1", "B", "2"]).without("a");
    expect(headers.names()).toEqual(["b"]);
  });
});
