// What a session is good for, and how fast it stops being so.
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { encode } from "next-auth/jwt";
import { z } from "zod";
import { ApiClient } from "../support/api-client";
import { sql } from "../support/database";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person, signInAs } from "../support/people";

const file = { filename: "a.png", filetype: "image/png" };
const HOUR_SECONDS = 3600;

let person: Person;
let browser: ApiClient;

beforeEach(async () => {
  person = await addPerson("editor");
  browser = await signInAs(person);
});
afterAll(expectInvariants);

async function presignStatus(client: ApiClient): Promise<number> {
  return (await client.call("/images/presign-upload", { json: file })).status;
}

async function change(assignment: string): Promise<void> {
  await sql(`UPDATE "User" SET ${assignment} WHERE "id" = $1`, [person.id]);
}

describe("A live session", () => {
  it("loses and gains what its person's role allows with the very next request", async () => {
    expect(await presignStatus(browser)).toBe(200);
    await change(`"role" = 'viewer'`);
    expect(await presignStatus(browser)).toBe(403);
    await change(`"role" = 'admin'`);
    expect(await presignStatus(browser)).toBe(200);
  });

  it("ends with the very next request when its person is disabled", async () => {
    await change(`"disabledAt" = now()`);
    expect(await presignStatus(browser)).toBe(401);
  });

  it("ends when all sessions of its person are ended, and signing in again works", async () => {
    await change(`"sessionsValidFrom" = now() + interval '2 seconds'`);
    expect(await presignStatus(browser)).toBe(401);
    await change(`"sessionsValidFrom" = now() - interval '1 minute'`);
    expect(await presignStatus(await signInAs(person))).toBe(200);
  });

  it("ends when its person is deleted", async () => {
    await sql(`DELETE FROM "User" WHERE "id" = $1`, [person.id]);
    expect(await presignStatus(browser)).toBe(401);
  });

  it("is kept in a cookie that scripts cannot read and other sites cannot send along", async () => {
    const { body } = await new ApiClient().call("/api/auth/csrf");
    const client = new ApiClient();
    await client.call("/api/auth/csrf");
    expect(String(body["csrfToken"])).toMatch(/^[0-9a-f]{64}$/);

    const response = await signInRaw(client);

    const cookie = response.headers.getSetCookie().find((line) => line.includes("session-token"));
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
  });

  it("tells scripts nothing about its person but when it ends", async () => {
    const { body } = await browser.call("/api/auth/session");
    expect(Object.keys(body)).toEqual(["expires"]);
  });
});

describe("An API key", () => {
  it("stops with the very next request when it is revoked or its person disabled", async () => {
    expect(await presignStatus(person.program)).toBe(200);
    await sql(`UPDATE "ApiKey" SET "revokedAt" = now() WHERE "userId" = $1`, [person.id]);
    expect(await presignStatus(person.program)).toBe(401);

    const other = await addPerson("editor");
    await sql(`UPDATE "User" SET "disabledAt" = now() WHERE "id" = $1`, [other.id]);
    expect(await presignStatus(other.program)).toBe(401);
  });

  it("that is wrong is not made good by a session that comes along", async () => {
    const headers = { authorization: `Bearer sgn_${"A".repeat(43)}` };
    expect((await browser.call("/images/presign-upload", { json: file, headers })).status).toBe(401);
  });
});

describe("A forged session", () => {
  const secretOf = () => process.env["NEXTAUTH_SECRET"] ?? "";
  const forge = (token: Record<string, unknown>, secret: string) =>
    encode({ token, secret, maxAge: HOUR_SECONDS });

  it("is nobody's with another secret, and the person's only with ours", async () => {
    const forged = await forge({ sub: person.id }, "another secret that is long enough, surely");
    const real = await forge({ sub: person.id }, secretOf());

    expect(await presignStatus(browser.withSession(() => forged))).toBe(401);
    expect(await presignStatus(browser.withSession(() => real))).toBe(200);
  });

  it("is nobody's when it names nobody", async () => {
    for (const sub of ["", "not-a-uuid", crypto.randomUUID(), `${person.id}' OR true --`]) {
      const forged = await forge({ sub }, secretOf());
      expect([sub, await presignStatus(browser.withSession(() => forged))]).toEqual([sub, 401]);
    }
  });

  it("is nobody's when it is no token at all", async () => {
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ sub: person.id }))}.`;
    for (const value of [unsigned, "", "null", "%E0%A4%A", "a.b.c.d.e", "x".repeat(8_000)]) {
      expect([value.slice(0, 20), await presignStatus(browser.withSession(() => value))]).toEqual([
        value.slice(0, 20),
        401,
      ]);
    }
  });
});

describe("Signing in", () => {
  it("is refused with a wrong password, an unknown address and for the disabled, in the same words", async () => {
    const disabled = await addPerson("admin");
    await sql(`UPDATE "User" SET "disabledAt" = now() WHERE "id" = $1`, [disabled.id]);
    const attempts = [
      { email: person.email, password: "wrong" },
      { email: "nobody@example.com", password: "wrong" },
      { email: disabled.email, password: disabled.password },
    ];

    const answers = await Promise.all(attempts.map((attempt) => signInRaw(new ApiClient(), attempt)));

    const seen = await Promise.all(answers.map(async (answer) => [answer.status, await answer.text()]));
    expect(new Set(seen.map(([status]) => status))).toEqual(new Set([401]));
    expect(new Set(seen.map(([, text]) => text)).size).toBe(1);
  });

  it("needs the token that only our own page was given", async () => {
    const client = new ApiClient();
    const form = new URLSearchParams({
      email: person.email,
      password: person.password,
      csrfToken: "0".repeat(64),
    });
    await client.call("/api/auth/callback/credentials", { raw: form });
    expect(await presignStatus(client)).toBe(401);
  });

  it.each([
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://[",
    "https://localhost.evil.example",
    "http://localhost@evil.example",
  ])("asked to go on to %s stays on our own site", async (callbackUrl) => {
    const response = await signInRaw(new ApiClient(), { ...person, callbackUrl });
    const { url } = z.object({ url: z.string() }).parse(await response.json());

    expect(response.status).toBe(200);
    expect(new URL(url).origin).toBe(browser.origin);
  });

  it("counts guesses by address, however a request spells the address, the form or the route", async () => {
    const spellings: readonly (readonly [path: string, form: string])[] = [
      ["credentials", `email=${encodeURIComponent(person.email)}`],
      ["%63redentials", `email=${encodeURIComponent(person.email)}`],
      ["credentials/x", `email=${encodeURIComponent(person.email)}`],
      ["credentials", `email=other@example.com&email=${encodeURIComponent(person.email)}`],
      ["credentials", `email=${encodeURIComponent(`  ${person.email.toUpperCase()}\t`)}`],
    ];
    await sql(`UPDATE "RateLimit" SET "points" = 1000000 WHERE "key" = $1`, [`signIn:${person.email}`]);

    for (const [path, form] of spellings) {
      const client = new ApiClient();
      const { body } = await client.call("/api/auth/csrf");
      const raw = `${form}&password=${person.password}&csrfToken=${String(body["csrfToken"])}`;
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const answer = await client.call(`/api/auth/callback/${path}`, { raw, headers });
      expect([path, form, answer.status]).toEqual([path, form, 429]);
    }
  });

  it("answers odd requests with a refusal and never with a fault", async () => {
    const path = "/api/auth/callback/credentials";
    const odd: readonly (readonly [string, RequestInit])[] = [
      ["JSON", { body: "{}", headers: { "content-type": "application/json" } }],
      ["no body", {}],
      ["text", { body: "hello", headers: { "content-type": "text/plain" } }],
      ["a broken form", { body: "--x\r\n", headers: { "content-type": "multipart/form-data; boundary=x" } }],
      ["a NUL in the address", { body: new URLSearchParams({ email: "a\0@b.cd", password: "x" }) }],
      ["a megabyte", { body: new URLSearchParams({ email: "a".repeat(1_000_000) }) }],
    ];

    for (const [name, init] of odd) {
      const response = await fetch(new URL(path, browser.origin), {
        method: "POST",
        redirect: "manual",
        ...init,
      });
      expect([name, response.status < 500]).toEqual([name, true]);
    }
  });
});

async function signInRaw(
  client: ApiClient,
  { email, password, callbackUrl }: { email: string; password: string; callbackUrl?: string } = person,
): Promise<Response> {
  const { body } = await client.call("/api/auth/csrf");
  const form = { csrfToken: String(body["csrfToken"]), email, password, json: "true" };
  const raw = new URLSearchParams(callbackUrl === undefined ? form : { ...form, callbackUrl });
  return client.fetch("/api/auth/callback/credentials", { raw });
}
