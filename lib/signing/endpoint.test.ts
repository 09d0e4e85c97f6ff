import { describe, expect, it } from "vitest";
import { addressOf, amazonEndpoint, parseEndpoint } from "./endpoint";

describe("an S3 endpoint", () => {
  it("is read from an address, without the port that goes without saying", () => {
    expect(parseEndpoint("http://127.0.0.1:9000")).toEqual({
      protocol: "http",
      host: "127.0.0.1:9000",
      basePath: "/",
    });
    expect(parseEndpoint("https://S3.Example.com:443/base/")).toEqual({
      protocol: "https",
      host: "s3.example.com",
      basePath: "/base/",
    });
  });

  it.each([
    "ftp://s3.example.com",
    "https://user:secret@s3.example.com",
    "https://s3.example.com/?a=b",
    "https://s3.example.com/#a",
    "s3.example.com",
  ])("is not %s", (address) => {
    expect(() => parseEndpoint(address)).toThrow(TypeError);
  });

  it("of Amazon lies in the region, and in China under its own domain", () => {
    expect(amazonEndpoint("eu-central-1").host).toBe("s3.eu-central-1.amazonaws.com");
    expect(amazonEndpoint("cn-north-1").host).toBe("s3.cn-north-1.amazonaws.com.cn");
  });
});

describe("the address of a bucket", () => {
  const origin = (endpoint: string, bucket: string, forcePathStyle = false) => {
    const { origin: start, pathPrefix } = addressOf(parseEndpoint(endpoint), bucket, forcePathStyle);
    return `${start}${pathPrefix}`;
  };

  it.each([
    ["https://s3.example.com", "pictures", "https://pictures.s3.example.com"],
    ["https://s3.example.com/base", "pictures", "https://pictures.s3.example.com/base"],
    ["https://s3.example.com", "with.dots", "https://s3.example.com/with.dots"],
    ["http://s3.example.com", "with.dots", "http://with.dots.s3.example.com"],
    ["https://s3.example.com", "Upper_case", "https://s3.example.com/Upper_case"],
    ["http://127.0.0.1:9000", "pictures", "http://127.0.0.1:9000/pictures"],
    ["http://127.0.0.1:9000", "with.dots", "http://127.0.0.1:9000/with.dots"],
    ["http://[::1]:9000/base/", "pictures", "http://[::1]:9000/base/pictures"],
  ])("%s of the bucket %s is %s", (endpoint, bucket, address) => {
    expect(origin(endpoint, bucket)).toBe(address);
  });

  it("has the bucket in its path when that is forced", () => {
    expect(origin("https://s3.example.com", "pictures", true)).toBe("https://s3.example.com/pictures");
  });

  it.each([
    "",
    "a/b",
    "arn:aws:s3:::pictures",
    "pictures--use1-az4--x-s3",
    "pictures--xa-s3",
    "a b",
    "pictures?x",
  ])("is not made for %j", (bucket) => {
    expect(() => origin("https://s3.example.com", bucket)).toThrow(TypeError);
  });
});
