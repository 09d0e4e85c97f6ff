// What a request says of where it comes from, in every combination, and addresses that are not ours. Every write and
// every server action: cross-site-writes.test.ts, cross-site-actions.test.ts.
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { presignUploadResponse } from "@/lib/contracts/upload";
import { readEnvironment } from "../support/environment";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person, signInAs } from "../support/people";
import { addImage } from "../support/upload-flow";

let person: Person;
let cookie: string;
const origin = readEnvironment().SIGNET_URL;
const file = JSON.stringify({ filename: "a.png", filetype: "image/png" });

beforeAll(async () => {
  person = await addPerson("editor");
  cookie = (await signInAs(person)).cookieHeader();
  // Something to list.
  await addImage(person.program);
});
afterAll(expectInvariants);

const SITES = [null, "same-origin", "same-site", "cross-site", "none", "evil"] as const;
const ORIGINS = [
  null,
  origin,
  "null",
  "https://evil.example",
  `${origin}.evil.example`,
  origin.replace("http:", "https:"),
  "",
] as const;
const TYPES = [
  "application/json",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/json",
] as const;

function statusOf(headers: Record<string, string | null>, init: RequestInit = {}): Promise<number> {
  const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null);
  const sent = { cookie, ...Object.fromEntries(present) };
  return fetch(`${origin}/images/presign-upload`, {
    method: "POST",
    body: file,
    redirect: "manual",
    ...init,
    headers: sent,
  }).then(({ status }) => status);
}

describe("With a session, a write", () => {
  it.each(SITES)(
    "from the site %s passes from our own pages only, whatever origin it names",
    async (site) => {
      const ownSite = site === null || site === "same-origin";
      for (const from of ORIGINS) {
        const named = site !== null || from !== null;
        const passes = ownSite && named && (from === null || from === origin);
        const status = await statusOf({
          "sec-fetch-site": site,
          origin: from,
          "content-type": "application/json",
        });
        expect([from, status]).toEqual([from, passes ? 200 : 403]);
      }
    },
  );

  it.each(TYPES)("of %s is refused from another site, and from ours unless it is JSON", async (type) => {
    const own = { "sec-fetch-site": "same-origin", origin, "content-type": type };
    expect(await statusOf(own)).toBe(type === "application/json" ? 200 : 415);
    expect(await statusOf({ ...own, "sec-fetch-site": "cross-site", origin: "https://evil.example" })).toBe(
      403,
    );
  });

  it("by a program with a key needs no origin, since no browser adds its key", async () => {
    const headers = {
      authorization: `Bearer ${person.apiKey}`,
      cookie: "",
      "content-type": "application/json",
    };
    expect(await statusOf(headers)).toBe(200);
    expect(await statusOf({ ...headers, "sec-fetch-site": "cross-site" })).toBe(200);
  });
});

describe("Other sites' scripts", () => {
  it("are given no leave to read any answer", async () => {
    const headers = {
      origin: "https://evil.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization, content-type",
    };
    const preflight = await fetch(`${origin}/images/presign-upload`, { method: "OPTIONS", headers });
    const plain = await fetch(`${origin}/images`, { headers: { cookie, origin: "https://evil.example" } });

    for (const answer of [preflight, plain])
      expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });
});

describe("A false host", () => {
  const disguises: readonly Record<string, string>[] = [
    { host: "evil.example" },
    { "x-forwarded-host": "evil.example" },
    { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-forwarded-port": "443" },
    { forwarded: "host=evil.example;proto=https" },
    { "x-original-url": "https://evil.example/", "x-rewrite-url": "https://evil.example/" },
    { "x-host": "evil.example", "x-forwarded-server": "evil.example" },
  ];

  it.each(disguises)("%j changes no address that we give out", async (headers) => {
    const upload = presignUploadResponse.parse(
      JSON.parse(await send("POST", "/images/presign-upload", headers)),
    );
    const list = await send("GET", "/images?limit=5", headers);
    const csrf = await send("GET", "/api/auth/providers", headers);

    expect(new URL(upload.url).origin).toBe(new URL(readEnvironment().S3_ENDPOINT).origin);
    expect(list).toContain(`${origin}/images/`);
    for (const text of [JSON.stringify(upload), list, csrf]) expect(text).not.toContain("evil");
  });

  it("does not make another site's page pass for ours", async () => {
    const headers = { host: "evil.example", origin: "http://evil.example", cookie, authorization: "" };
    const refused = await send("POST", "/images/presign-upload", headers, { withKey: false });
    expect(refused).toContain("cross_site_request");
  });
});

/** `fetch` writes the Host header itself. */
function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  { withKey = true } = {},
): Promise<string> {
  const key = withKey ? { authorization: `Bearer ${person.apiKey}` } : {};
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ""));
  return new Promise((resolve, reject) => {
    const call = request(
      new URL(path, origin),
      { method, headers: { "content-type": "application/json", ...key, ...given } },
      (answer) => {
        let text = "";
        answer.on("data", (chunk) => (text += String(chunk)));
        answer.on("end", () => resolve(text));
      },
    );
    call.on("error", reject);
    call.end(method === "POST" ? file : undefined);
  });
}
