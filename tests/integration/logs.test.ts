// What a process writes while it serves: a line for each request, and nothing that opens a door.
import "../support/own-services";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ApiClient } from "../support/api-client";
import { sql } from "../support/database";
import { readEnvironment } from "../support/environment";
import { type FaultBench, expectRecovery, startFaultBench } from "../support/fault-bench";
import { addPerson, type Person, signInAs } from "../support/people";
import { addImage, declare, presign, put, register, uniquePng } from "../support/upload-flow";

const SECRET_NAME = 'a\n{"level":"info","forged":true}\r\nsecret-holiday.png';

let bench: FaultBench;
let editor: Person;
let output: string;
const secrets = new Map<string, string>();

beforeAll(async () => {
  bench = await startFaultBench();
  editor = await addPerson("editor");
  await useEverything();
  await expectRecovery();
  output = bench.app.output();
});
afterAll(() => bench.stop());

/** Every kind of request, those that fail included, with the secrets that each of them carries. */
async function useEverything(): Promise<void> {
  const { origin } = bench.app;
  const program = new ApiClient(origin, editor.apiKey);
  const browser = await signInAs(editor, origin);
  const session = /session-token=([^;]+)/.exec(browser.cookieHeader())?.[1] ?? "";
  const bytes = await uniquePng();
  const careful = await presign(program, { filename: SECRET_NAME, ...declare(bytes) });
  await put(careful, bytes);
  const { image } = await addImage(browser);
  const signed = await program.call(`/images/${image.id}/signed-url`);
  const redirect = await browser.fetch(`/images/${image.id}/content`);
  await register(program, careful.key, { filename: SECRET_NAME });
  await browser.call(`/images?q=${encodeURIComponent(session.slice(0, 100))}`);
  await program.call(
    `/images/signed-url?key=${encodeURIComponent(String(signed.body["url"]).slice(0, 900))}`,
  );
  await browser.call("/images/presign-upload", { raw: `{"filename":"${session}`, headers: { origin } });
  await new ApiClient(origin, "wrong-key-of-somebody").call("/images/presign-upload", { json: {} });
  await new ApiClient(origin).signIn(editor.email, "a wrong password");
  await browser.withSession((value) => `${value.slice(0, -3)}xyz`).call("/admin");
  await browser.call("/admin");
  await browser.call(`/admin/images/${image.id}`);
  await failWhileServing(browser, program, image.id);
  const query = new URL(String(signed.body["url"])).searchParams;
  const upload = new URL(careful.url).searchParams;
  const { NEXTAUTH_SECRET, CRON_SECRET, AWS_SECRET_ACCESS_KEY, DATABASE_URL } = readEnvironment();
  for (const [name, secret] of Object.entries({
    "the signature of a signed URL": query.get("X-Amz-Signature"),
    "the signature of a presigned upload": upload.get("X-Amz-Signature"),
    "the signature of a redirect": /X-Amz-Signature=(\w+)/.exec(redirect.headers.get("location") ?? "")?.[1],
    "the credential in a signed URL": query.get("X-Amz-Credential"),
    "an API key": editor.apiKey,
    "an API key that was wrong": "wrong-key-of-somebody",
    "a password": editor.password,
    "a wrong password": "a wrong password",
    "a session": session,
    "a part of a session": session.slice(0, 100),
    "the secret of the sessions": NEXTAUTH_SECRET,
    "the secret of the scheduler": CRON_SECRET,
    "the secret key of the bucket": AWS_SECRET_ACCESS_KEY,
    "the password of the database": new URL(DATABASE_URL).password,
    "a file's name": "secret-holiday",
    "an e-mail address": editor.email,
  }))
    secrets.set(name, secret ?? "");
}

/** Faults log more than successes do. */
async function failWhileServing(browser: ApiClient, program: ApiClient, id: string): Promise<void> {
  const { origin } = bench.app;
  const upload = await presign(program);
  await put(upload, await uniquePng());
  await bench.store.set({ kind: "reset" });
  await register(program, upload.key);
  await bench.heal();
  await bench.database.set({ kind: "reset" });
  await Promise.all([
    browser.call("/admin"),
    browser.call(`/images/${id}/content`),
    program.call(`/images/${id}/signed-url`),
    program.call("/images/presign-upload", { json: { filename: SECRET_NAME, filetype: "image/png" } }),
    new ApiClient(origin).signIn(editor.email, editor.password),
    new ApiClient(origin).call("/api/cron/drain", {
      headers: { authorization: `Bearer ${readEnvironment().CRON_SECRET}` },
    }),
  ]);
  await bench.heal();
  await sql(`ALTER TABLE "Image" ADD CONSTRAINT "secret_rule" CHECK ("title" <> 'unforeseen') NOT VALID`);
  await program.call(`/images/${id}`, {
    method: "PATCH",
    json: { title: "unforeseen", alt: editor.password },
  });
  await sql(`ALTER TABLE "Image" DROP CONSTRAINT "secret_rule"`);
}

const line = z.looseObject({
  level: z.number(),
  operation: z.string().optional(),
  requestId: z.string().optional(),
});

/** The lines that the app itself wrote; Next says a few words of its own. */
function readLines() {
  return output
    .split("\n")
    .filter((text) => text.startsWith("{"))
    .map((text) => line.parse(JSON.parse(text)));
}

describe("The log", () => {
  it("holds none of the secrets that passed through the process, in no spelling", () => {
    expect([...secrets.values()].filter((secret) => secret.length < 8)).toEqual([]);
    const said = [output, decode(output), output.toLowerCase()].join("\n");
    const found = [...secrets].filter(([, secret]) =>
      [secret, encodeURIComponent(secret), secret.toLowerCase()].some((spelling) => said.includes(spelling)),
    );
    expect(found.map(([name]) => name)).toEqual([]);
  });

  it("holds nothing that looks like a signature, a cookie or a bearer", () => {
    expect(output).not.toMatch(/X-Amz-Signature(?:=|%3D)[0-9a-f]/i);
    expect(output).not.toMatch(/\b[0-9a-f]{64}\b/);
    expect(output).not.toMatch(/session-token/);
    expect(output).not.toMatch(/Bearer (?!\[redacted\])\S/);
  });

  it("names each request once by its operation, with status, time and id", () => {
    const requests = readLines().filter((entry) => "milliseconds" in entry);
    const operations = new Set(requests.map(({ operation }) => operation));
    for (const name of [
      "presign-upload",
      "register-image",
      "sign-image-url",
      "redirect-to-content",
      "list-images",
    ])
      expect(operations).toContain(name);
    expect(requests.filter(({ requestId }) => !/^[0-9a-f-]{36}$/.test(requestId ?? ""))).toEqual([]);
    expect(new Set(requests.map(({ requestId }) => requestId)).size).toBe(requests.length);
  });

  it("tells the cause of what was not the caller's fault, and cannot be forged by a file's name", () => {
    const errors = readLines().filter(({ level }) => level >= 50);
    const told = JSON.stringify(errors);
    expect(told).toContain("secret_rule");
    expect(told).toMatch(/ECONNRESET|socket hang up|Connection terminated|ConnectionClosed/);
    expect(output).not.toContain("forged");
  });
});

function decode(text: string): string {
  return text.replace(/%[0-9A-F]{2}/gi, (code) => String.fromCharCode(parseInt(code.slice(1), 16)));
}
