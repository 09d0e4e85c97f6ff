// Queries, ids and methods that no client of ours would send: each is refused in words, none is a fault of the server.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse, type ImageView } from "@/lib/contracts/image";
import type { ApiClient } from "../support/api-client";
import { expectInvariants } from "../support/invariants";
import { addPerson } from "../support/people";
import { addImage } from "../support/upload-flow";
import { asRegistered } from "../support/variants";

let program: ApiClient;
let image: ImageView;

beforeAll(async () => {
  ({ program } = await addPerson("admin"));
  ({ image } = await addImage(program));
});
afterAll(expectInvariants);

async function refusalOf(path: string): Promise<unknown[]> {
  const { status, body } = await program.call(path);
  return [status, body["code"]];
}

describe("A query", () => {
  it.each([
    "?limit=0",
    "?limit=201",
    "?limit=ten",
    "?limit=",
    "?limit=1.5",
    "?limit=1&limit=2",
    "?sort=random",
    "?kind=virus",
    "?visibility=all",
    "?q=a&q=b",
    "?q[contains]=a",
    "?where=1",
    "?__proto__[limit]=1",
    "?constructor=1",
    "?cursor=",
    "?cursor=abc",
    "?cursor=1.2",
    `?cursor=${"9".repeat(16)}.${crypto.randomUUID()}`,
    `?cursor=-1.${crypto.randomUUID()}`,
    `?cursor=${"9".repeat(201)}`,
    `?q=${"a".repeat(201)}`,
    "?q=%00",
    "?q=a%00b",
  ])("of %s is not valid", async (query) => {
    expect(await refusalOf(`/images${query}`)).toEqual([400, "invalid_request"]);
  });

  it.each([
    `?cursor=${"9".repeat(15)}.${crypto.randomUUID()}&sort=oldest`,
    `?cursor=0.${crypto.randomUUID()}`,
    "?q=%E0%A4%A",
    "?q=%",
    "?q=%ed%a0%80",
    `?q=${"%5C".repeat(60)}`,
    "?limit=1e2",
  ])("of %s has an answer", async (query) => {
    expect((await program.call(`/images${query}`)).status).toBe(200);
  });

  it.each(["?variant=huge", "?disposition=evil", "?expiresIn=604800", "?key=a", "?versionId=1"])(
    "to sign with %s is not valid",
    async (query) => {
      const refused = [400, "invalid_request"];
      expect(await refusalOf(`/images/${image.id}/signed-url${query}`)).toEqual(refused);
      expect(await refusalOf(`/images/${image.id}/content${query}`)).toEqual(refused);
    },
  );
});

describe("An id", () => {
  it.each([
    "1",
    "null",
    "%00",
    "a%00b",
    "%2Fetc%2Fpasswd",
    "..%2f..%2fapi%2fhealth",
    "%F0%9F%96%BC",
    "%E0%A4%A",
    "'%20OR%201=1--",
    "x".repeat(101),
    "00000000-0000-0000-0000-00000000000g",
    "{00000000-0000-4000-8000-000000000000}",
  ])("of %s is refused on every route", async (id) => {
    for (const [method, path, json] of [
      ["GET", `/images/${id}`],
      ["GET", `/images/${id}/signed-url`],
      ["GET", `/images/${id}/content`],
      ["PATCH", `/images/${id}`, { alt: "a" }],
      ["DELETE", `/images/${id}`],
    ] as const) {
      const { status } = await program.call(path, { method, ...(json === undefined ? {} : { json }) });
      expect([method, path, status >= 400 && status < 500]).toEqual([method, path, true]);
    }
  });

  it("in capitals is the same id", async () => {
    const { body } = await program.call(`/images/${image.id.toUpperCase()}`);
    expect(asRegistered(imageResponse.parse(body).image)).toEqual(image);
  });
});

describe("A method", () => {
  it.each(["PUT", "POST", "OPTIONS", "TRACE-LIKE"])("of %s does nothing to one image", async (method) => {
    const { status } = await program.call(`/images/${image.id}`, { method });
    expect(status).toBe(method === "OPTIONS" ? 204 : method === "TRACE-LIKE" ? 400 : 405);
  });
});
