// Every write of the API as another site makes a signed-in person's browser send it: none of them changes anything.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportedWrites, makeAsked, rowsOf, type Write, writesOf } from "../support/access/writes";
import { ApiClient } from "../support/api-client";
import { readEnvironment } from "../support/environment";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person, signInAs } from "../support/people";

const origin = readEnvironment().SIGNET_URL;
const EVIL = "https://evil.example";
const OWN = { origin, "sec-fetch-site": "same-origin" };

let owner: Person;
let cookie: string;
let writes: readonly Write[];
let before: readonly string[];

beforeAll(async () => {
  owner = await addPerson("editor");
  cookie = (await signInAs(owner)).cookieHeader();
  writes = writesOf(await makeAsked(owner));
  before = await rowsOf(owner);
});
afterAll(expectInvariants);

type Sent = { readonly method?: string; readonly path?: string; readonly type?: string };

/** What each of these writes is answered, with the owner's session. */
function answersTo(
  asked: readonly Write[],
  headers: Readonly<Record<string, string>>,
  change: (write: Write) => Sent = () => ({}),
): Promise<unknown[]> {
  return Promise.all(
    asked.map(async (write) => {
      const { method, path, type = "application/json" } = { ...write, ...change(write) };
      const answer = await fetch(new URL(path, origin), {
        method,
        redirect: "manual",
        headers: { cookie, "content-type": type, ...headers },
        ...(method === "GET" ? {} : { body: JSON.stringify(write.json ?? {}) }),
      });
      const [, code] = /"code":"(\w+)"/.exec(await answer.text()) ?? [];
      return [write.method, write.path, answer.status, code];
    }),
  );
}

const refused = (asked: readonly Write[], status: number, code: string | undefined) =>
  asked.map(({ method, path }) => [method, path, status, code]);

async function expectNothingChanged(): Promise<void> {
  expect(await rowsOf(owner)).toEqual(before);
}

const FOREIGN: readonly (readonly [string, Record<string, string>])[] = [
  ["another site's origin", { origin: EVIL }],
  ["the origin null", { origin: "null" }],
  ["neither origin nor site", {}],
  ["the site cross-site", { "sec-fetch-site": "cross-site" }],
  ["the site same-site", { "sec-fetch-site": "same-site" }],
  ["the site cross-site and our origin", { "sec-fetch-site": "cross-site", origin }],
  ["the site same-site and our origin", { "sec-fetch-site": "same-site", origin }],
  ["the site same-origin and another's origin", { "sec-fetch-site": "same-origin", origin: EVIL }],
];
const TYPES = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];
const OVERRIDES = ["x-http-method-override", "x-http-method", "x-method-override"];

describe("Every write", () => {
  it("that a route file has is asked here", () => {
    const names = { id: "[id]", title: "", key: "", stagingKey: "", openUploadId: "[uploadId]" };
    const asked = writesOf(names).map(({ method, path }) => `${method} ${path}`);
    expect(exportedWrites().filter((write) => !asked.includes(write))).toEqual([]);
  });

  it.each(FOREIGN)("with a session and %s is refused, and changes nothing", async (_name, headers) => {
    expect(await answersTo(writes, headers)).toEqual(refused(writes, 403, "cross_site_request"));
    await expectNothingChanged();
  });

  it.each(TYPES)("as %s is refused from another site, and from ours where a body is read", async (type) => {
    const reading = writes.filter(({ json }) => json !== undefined);
    for (const headers of [{ origin: EVIL }, {}])
      expect(await answersTo(writes, headers, () => ({ type }))).toEqual(
        refused(writes, 403, "cross_site_request"),
      );
    expect(await answersTo(reading, OWN, () => ({ type }))).toEqual(refused(reading, 415, "json_required"));
    await expectNothingChanged();
  });

  it.each(OVERRIDES)(
    "is none for a GET or a POST that names its method in %s or in the query",
    async (name) => {
      const hidden = (sent: string) => (write: Write) => ({
        method: sent,
        path: `${write.path}?_method=${write.method}`,
      });
      const others = writes.filter(({ method }) => method !== "POST");
      for (const write of others) {
        const header = { ...OWN, [name]: write.method };
        expect(await answersTo([write], header, hidden("POST"))).toEqual(refused([write], 405, undefined));
      }
      for (const write of writes) await answersTo([write], { ...OWN, [name]: write.method }, hidden("GET"));
      await expectNothingChanged();
    },
  );

  it.each(OVERRIDES)("is no read because it says so in %s", async (name) => {
    const answers = await answersTo(writes, { origin: EVIL, [name]: "GET" });
    expect(answers).toEqual(refused(writes, 403, "cross_site_request"));
    await expectNothingChanged();
  });

  it.each([
    ["no origin", {}],
    ["another site's origin", { origin: EVIL, "sec-fetch-site": "cross-site" }],
  ])("by a program with a key and %s is judged by its right alone", async (_name, headers) => {
    const { program } = await addPerson("editor");
    const answers = await Promise.all(
      writes.map(async ({ method, path, json }) => {
        const options = { method, headers, ...(json === undefined ? {} : { json }) };
        return [method, path, (await program.call(path, options)).status];
      }),
    );
    expect(answers).toEqual(writes.map(({ method, path, statuses }) => [method, path, statuses.editor]));
    await expectNothingChanged();
  });

  it("without any session is refused for that, whatever it says of its site", async () => {
    const { status } = await new ApiClient().call("/images/presign-upload", {
      json: {},
      headers: { origin: EVIL },
    });
    expect(status).toBe(401);
  });

  it("from our own page is done", async () => {
    for (const write of writes) {
      const [answer] = await answersTo([write], OWN);
      expect(answer).toEqual([write.method, write.path, expect.toSatisfy(isDone), undefined]);
    }
    expect(await rowsOf(owner)).not.toEqual(before);
  });
});

const isDone = (status: unknown) => typeof status === "number" && status >= 200 && status < 300;
