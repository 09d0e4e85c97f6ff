// Server actions and next-auth's routes as another site makes a person's browser send them.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AskedImage } from "../support/access/access-table";
import { callAction, listActions, type ServerAction, submitAction } from "../support/access/server-actions";
import { makeAsked, rowsOf } from "../support/access/writes";
import { ApiClient } from "../support/api-client";
import { readEnvironment } from "../support/environment";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person, signInAs } from "../support/people";
import { addImage } from "../support/upload-flow";

const origin = readEnvironment().SIGNET_URL;
const EVIL = "https://evil.example";
const OWN = { origin, "sec-fetch-site": "same-origin" };

let admin: Person;
let cookie: string;
let asked: AskedImage;
let actions: readonly ServerAction[];
let before: readonly string[];

beforeAll(async () => {
  admin = await addPerson("admin");
  cookie = (await signInAs(admin)).cookieHeader();
  asked = await makeAsked(admin);
  actions = listActions(asked);
  before = await rowsOf(admin);
});
afterAll(async () => {
  await admin.program.call(`/images/uploads/${asked.openUploadId}`, { method: "DELETE" });
  await expectInvariants();
});

/** The status where Next refuses by itself, which has no code; else the code of our own refusal. */
async function refusalsOf(headers: Readonly<Record<string, string>>): Promise<unknown[]> {
  return Promise.all(
    actions.map(async (action) => {
      const { status, text } = await callAction(action, { id: asked.id }, { cookie, ...headers });
      const isOurs = text.includes('"code":"cross_site_request"');
      return [action.name, isOurs ? "cross_site_request" : status];
    }),
  );
}

async function anotherAsked(): Promise<AskedImage> {
  const { image } = await addImage(admin.program);
  return { ...asked, id: image.id };
}

function deletionOf(image: AskedImage): ServerAction {
  const deletion = listActions(image).find(({ name }) => name === "deleteImageAction");
  if (deletion === undefined) throw new Error("There is no action that deletes an image.");
  return deletion;
}

const FOREIGN: readonly (readonly [string, Record<string, string>, string | number])[] = [
  ["another site's origin", { origin: EVIL }, 500],
  ["the origin null", { origin: "null" }, 500],
  ["an origin that is none", { origin: "evil" }, 500],
  ["another's origin and the site same-origin", { origin: EVIL, "sec-fetch-site": "same-origin" }, 500],
  ["neither origin nor site", {}, "cross_site_request"],
  ["the site cross-site", { "sec-fetch-site": "cross-site" }, "cross_site_request"],
  ["the site same-site", { "sec-fetch-site": "same-site" }, "cross_site_request"],
  ["our origin and the site cross-site", { origin, "sec-fetch-site": "cross-site" }, "cross_site_request"],
];

describe("Every server action", () => {
  it.each(FOREIGN)("with %s is refused, and changes nothing", async (_name, headers, refusal) => {
    expect(await refusalsOf(headers)).toEqual(actions.map(({ name }) => [name, refusal]));
    expect(await rowsOf(admin)).toEqual(before);
  });

  it.each(FOREIGN)("of a form that deletes an image with %s is refused too", async (_name, headers) => {
    await submitAction(deletionOf(asked), { id: asked.id }, { cookie, ...headers });
    expect(await rowsOf(admin)).toEqual(before);
  });

  it("from our own page is done, by a script and by a form", async () => {
    const [scripted, formed] = await Promise.all([anotherAsked(), anotherAsked()]);
    for (const action of listActions(scripted)) {
      const { text } = await callAction(action, { id: scripted.id }, { cookie, ...OWN });
      expect([action.name, text]).toEqual([action.name, expect.not.stringContaining("cross_site_request")]);
    }
    await submitAction(deletionOf(formed), { id: formed.id }, { cookie, ...OWN });

    for (const { id } of [scripted, formed])
      expect((await admin.program.call(`/images/${id}`)).status).toBe(404);
  });
});

/** The session cookies that an answer sets or takes away. */
async function sessionsSet(path: string, init: RequestInit): Promise<string[]> {
  const answer = await fetch(new URL(path, origin), { redirect: "manual", ...init });
  await answer.arrayBuffer();
  return answer.headers.getSetCookie().filter((line) => line.includes("session-token"));
}

describe("next-auth", () => {
  const tokens = [{}, { csrfToken: "" }, { csrfToken: "made-up" }, { csrfToken: "made-up|made-up" }];

  it.each(tokens)("signs nobody out by a POST with %j", async (token) => {
    for (const headers of [{ origin: EVIL }, { origin }, {}]) {
      const body = new URLSearchParams({ ...token, json: "true" });
      const sent = { method: "POST", headers: { cookie: withoutCsrf(cookie), ...headers }, body };
      expect(await sessionsSet("/api/auth/signout", sent)).toEqual([]);
    }
  });

  it.each(tokens)("signs nobody in by a POST with the right password and %j", async (token) => {
    const { email, password } = admin;
    for (const path of ["/api/auth/callback/credentials", "/api/auth/signin/credentials"]) {
      const body = new URLSearchParams({ ...token, email, password, json: "true" });
      const sent = { method: "POST", headers: { origin: EVIL }, body };
      expect([path, await sessionsSet(path, sent)]).toEqual([path, []]);
    }
  });

  it("takes no other type of body than that of a form, and no GET, to sign in or out", async () => {
    const { body } = await new ApiClient().call("/api/auth/csrf");
    const { email, password } = admin;
    const given = { csrfToken: String(body["csrfToken"]), email, password };
    for (const type of ["text/plain", "application/json", "multipart/form-data; boundary=x"]) {
      const sent = { method: "POST", headers: { cookie, "content-type": type }, body: JSON.stringify(given) };
      for (const path of ["/api/auth/signout", "/api/auth/callback/credentials"])
        expect([path, type, await sessionsSet(path, sent)]).toEqual([path, type, []]);
    }
    const query = new URLSearchParams({ ...given, _method: "POST" }).toString();
    for (const path of ["/api/auth/signout", "/api/auth/callback/credentials"])
      expect(
        await sessionsSet(`${path}?${query}`, { headers: { "x-http-method-override": "POST" } }),
      ).toEqual([]);
  });

  it("signs out by a POST with the token of our own page", async () => {
    const browser = await signInAs(await addPerson("viewer"));
    const { body } = await browser.call("/api/auth/csrf");
    const form = new URLSearchParams({ csrfToken: String(body["csrfToken"]), json: "true" });
    const sent = { method: "POST", headers: { cookie: browser.cookieHeader(), origin }, body: form };
    expect(await sessionsSet("/api/auth/signout", sent)).toEqual([expect.stringContaining("Max-Age=0")]);
  });
});

/** As when nobody ever saw the sign-in page: what the browser then has is the session alone. */
function withoutCsrf(cookies: string): string {
  return cookies
    .split("; ")
    .filter((cookie) => !cookie.includes("csrf-token"))
    .join("; ");
}
