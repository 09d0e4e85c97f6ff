// Bodies that are too large, too slow, too deep or no text, on every route that reads one.
import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { AskedImage } from "../support/access/access-table";
import { callAction, listActions } from "../support/access/server-actions";
import { makeAsked, type Write, writesOf } from "../support/access/writes";
import { readEnvironment } from "../support/environment";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person, signInAs } from "../support/people";
import { register } from "../support/upload-flow";

const { SIGNET_URL: origin } = readEnvironment();
const LIMIT_BYTES = 256 * 1024;
const MEBIBYTE = 1024 ** 2;
const members = z.record(z.string(), z.unknown());

let person: Person;
let asked: AskedImage;
let readers: readonly Write[];
let slow: Promise<SlowEnd>;

beforeAll(async () => {
  slow = sendForever("/images/signed-urls");
  person = await addPerson("admin");
  asked = await makeAsked(person);
  await register(person.program, asked.stagingKey);
  readers = writesOf(asked).filter(({ json }) => json !== undefined);
});
afterEach(async () => {
  expect((await fetch(new URL("/api/health", origin))).status).toBe(200);
});
afterAll(async () => {
  await person.program.call(`/images/uploads/${asked.openUploadId}`, { method: "DELETE" });
  await expectInvariants();
});

type Body = string | Uint8Array<ArrayBuffer>;
type Sent = { readonly type?: string; readonly encoding?: string; readonly untold?: boolean };

/** What each route that reads JSON answers to the body that is made of what it expects. */
function answersTo(bodyOf: (json: unknown) => Body, sent: Sent = {}): Promise<unknown[]> {
  return Promise.all(readers.map((reader) => answerTo(reader, bodyOf, sent)));
}

async function answerTo(
  { method, path, json }: Write,
  bodyOf: (json: unknown) => Body,
  { type = "application/json", encoding, untold = false }: Sent,
): Promise<unknown[]> {
  const body = bodyOf(json);
  const headers = {
    authorization: `Bearer ${person.apiKey}`,
    "content-type": type,
    ...(encoding === undefined ? {} : { "content-encoding": encoding }),
  };
  const init = untold ? { body: new Blob([body]).stream(), duplex: "half" } : { body };
  const answer = await fetch(new URL(path, origin), { method, headers, ...init });
  const [, code] = /"code":"(\w+)"/.exec(await answer.text()) ?? [];
  return [method, path, answer.status, answer.ok ? undefined : code];
}

const all = (status: number, code: string) => readers.map(({ method, path }) => [method, path, status, code]);
const spaced = (bytes: number) => (json: unknown) => " ".repeat(bytes) + JSON.stringify(json);

describe("Every route that reads a body", () => {
  it("refuses more than 256 KiB, whether or not it is told the length", async () => {
    expect(await answersTo(spaced(LIMIT_BYTES))).toEqual(all(413, "body_too_large"));
    expect(await answersTo(spaced(LIMIT_BYTES), { untold: true })).toEqual(all(413, "body_too_large"));
  });

  it("refuses what is larger than Next keeps of a body", async () => {
    const answers: unknown[] = [];
    // One after the other: all at once they may take a busy machine longer than a body may take to arrive.
    for (const reader of readers)
      answers.push(await answerTo(reader, spaced(11 * MEBIBYTE), { untold: true }));
    expect(answers).toEqual(all(413, "body_too_large"));
  });

  it.each([10_000, 130_000])("refuses %i brackets in each other, alone and as a value", async (depth) => {
    const nest = "[".repeat(depth) + "]".repeat(depth);
    expect(await answersTo(() => nest)).toEqual(all(400, "invalid_request"));
    const inside = (json: unknown) => `{"${String(Object.keys(members.parse(json))[0])}":${nest}}`;
    expect(await answersTo(inside)).toEqual(all(400, "invalid_request"));
  });

  it("reads UTF-8 whatever charset it is told, and refuses what is none", async () => {
    const latin = Uint8Array.from([0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d]);
    const wide = (json: unknown) => Uint8Array.from(Buffer.from(`\ufeff${JSON.stringify(json)}`, "utf16le"));
    const zipped = (json: unknown) => Uint8Array.from(gzipSync(JSON.stringify(json)));
    const inLatin = { type: "application/json; charset=iso-8859-1" };
    expect(await answersTo(() => latin, inLatin)).toEqual(all(400, "invalid_request"));
    expect(await answersTo(wide, { type: "application/json; charset=utf-16" })).toEqual(
      all(400, "invalid_request"),
    );
    expect(await answersTo(zipped, { encoding: "gzip" })).toEqual(all(400, "invalid_request"));
    expect(await answersTo((json) => JSON.stringify(json), inLatin)).toEqual(done());
  });

  it("takes the last of two values for one name, to judge it and to use it", async () => {
    const twice = (first: boolean) => (json: unknown) => {
      const given = Object.entries(members.parse(json)).map(([name, value]) => {
        const right = `"${name}":${JSON.stringify(value)}`;
        return first ? `${right},"${name}":{}` : `"${name}":{},${right}`;
      });
      return `{${given.join(",")}}`;
    };
    expect(await answersTo(twice(true))).toEqual(all(400, "invalid_request"));
    expect(await answersTo(twice(false))).toEqual(done());
  });
});

/** What the table of access says of an admin who owns what is asked for. */
function done(): unknown[] {
  return readers.map(({ method, path, statuses }) => [method, path, statuses.owner, undefined]);
}

describe("A server action", () => {
  it("whose body is above a mebibyte, or above what its fields may hold, is not done", async () => {
    const headers = {
      cookie: (await signInAs(person)).cookieHeader(),
      origin,
      "sec-fetch-site": "same-origin",
    };
    for (const action of listActions(asked)) {
      const given = { id: asked.id, title: "a".repeat(2 * MEBIBYTE) };
      const { status, text } = await callAction(action, given, headers);
      expect([action.name, status, text]).toEqual([
        action.name,
        500,
        expect.not.stringContaining('"ok":true'),
      ]);
      const { text: smaller } = await callAction(
        action,
        { ...given, title: "a".repeat(LIMIT_BYTES) },
        headers,
      );
      expect([action.name, smaller]).toEqual([action.name, expect.stringContaining("invalid_request")]);
    }
    const { body } = await person.program.call(`/images/${asked.id}`);
    expect(body["image"]).toMatchObject({ title: asked.title });
  });
});

describe("A body that never ends", () => {
  it("is answered in time, and its connection is closed", async () => {
    const { status, code, closedBy } = await slow;
    expect([status, code, closedBy]).toEqual([408, "body_too_slow", "the server"]);
  });
});

type SlowEnd = {
  readonly status: number | undefined;
  readonly code: string | undefined;
  /** Node itself would wait for five minutes. */
  readonly closedBy: "the server" | "us";
};

/** As a stranger, a space every 100 ms until the connection is closed, for a minute at most. */
function sendForever(path: string): Promise<SlowEnd> {
  const { promise, resolve } = Promise.withResolvers<SlowEnd>();
  let end: SlowEnd = { status: undefined, code: undefined, closedBy: "the server" };
  const call = request(new URL(path, origin), {
    method: "POST",
    agent: false,
    headers: { "content-type": "application/json", "transfer-encoding": "chunked" },
  });
  const sender = setInterval(() => call.write(" "), 100);
  const patience = setTimeout(() => {
    end = { ...end, closedBy: "us" };
    call.destroy();
  }, 60_000);
  call.on("response", (answer) => {
    let text = "";
    answer.on("data", (chunk) => (text += String(chunk)));
    answer.on("end", () => {
      const [, code] = /"code":"(\w+)"/.exec(text) ?? [];
      end = { ...end, status: answer.statusCode, code };
    });
  });
  // Writing to what the other side has closed.
  call.on("error", () => undefined);
  call.on("close", () => {
    clearInterval(sender);
    clearTimeout(patience);
    resolve(end);
  });
  return promise;
}
