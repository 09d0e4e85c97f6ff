// Rate limits by address and overall: what a proxy wrote counts, what a caller wrote does not, and all processes count together.
import { randomInt, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, ApiClient } from "../support/api-client";
import { sql } from "../support/database";
import { untilSettled } from "../support/patience";
import { addPerson, type Person } from "../support/people";
import { type SecondApp, startSecondApp } from "../support/second-app";

const OVERALL = 400;
const BY_ADDRESS = 40;
let proxied: readonly SecondApp[];
let direct: SecondApp;

beforeAll(async () => {
  const small = { ADDRESS_REQUESTS_PER_MINUTE: String(BY_ADDRESS), ADDRESS_SIGN_INS_PER_MINUTE: "5" };
  const behindProxy = { ...small, TRUSTED_PROXY_HOPS: "1", OVERALL_REQUESTS_PER_MINUTE: String(OVERALL) };
  const apps = await Promise.all([behindProxy, behindProxy, small].map((changes) => startSecondApp(changes)));
  proxied = apps.slice(0, 2);
  const [, , last] = apps;
  if (last === undefined) throw new Error("three apps were started");
  direct = last;
  // A cold start may take longer than a limiter waits for its database.
  await ask(proxied, 2, newAddress);
});
afterAll(() => Promise.all([...proxied, direct].map((app) => app.stop())));

const inNetwork = () => `203.0.113.${randomInt(256)}, ${randomInt(1, 224)}.0.2.${randomInt(256)}`;
const newAddress = () => `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::1`;

/** So many requests, twenty at once, in turns to each of the apps; what is asked for is not there. */
async function ask(
  apps: readonly SecondApp[],
  count: number,
  forwardedFor: (index: number) => string,
): Promise<Answer[]> {
  const clients = apps.map(({ origin }) => new ApiClient(origin));
  const askOne = async (index: number) => {
    const client = clients[index % clients.length];
    if (client === undefined) throw new Error("There is no app to ask.");
    return client.call(`/images/${randomUUID()}`, { headers: { "x-forwarded-for": forwardedFor(index) } });
  };
  const answers: Answer[] = [];
  while (answers.length < count) {
    const wave = Array.from({ length: Math.min(20, count - answers.length) }, (_, at) => answers.length + at);
    answers.push(...(await Promise.all(wave.map(askOne))));
  }
  return answers;
}

const statuses = (answers: readonly Answer[]) => ({
  answered: answers.filter(({ status }) => status === 404).length,
  refused: answers.filter(({ status }) => status === 429).length,
});

/**
 * A limiter that does not reach its database within a second counts for itself, as on a machine that is busy with other
 * things: then it is asked anew, as somebody else.
 */
async function expectCounts(
  askAll: () => Promise<Answer[]>,
  wanted: ReturnType<typeof statuses>,
): Promise<void> {
  const counts = await untilSettled(
    async () => statuses(await askAll()),
    ({ answered, refused }) => answered === wanted.answered && refused === wanted.refused,
  );
  expect(counts).toEqual(wanted);
}

describe("The limit by address", () => {
  it("counts what the proxy wrote, whatever the caller made up before it, in two processes together", async () => {
    const askFromOne = () => {
      const address = newAddress();
      return ask(proxied, 200, () => `${inNetwork()}, ${address}`);
    };
    await expectCounts(askFromOne, { answered: BY_ADDRESS, refused: 200 - BY_ADDRESS });
    expect(statuses(await ask(proxied, 1, () => newAddress()))).toEqual({ answered: 1, refused: 0 });
  });

  it("takes all addresses of one IPv6 network for one, and keeps none of them in the clear", async () => {
    const askFromNetwork = () => {
      const network = newAddress().replace("::1", "");
      return ask(proxied, 60, (index) => `${network}::${index + 1}`);
    };
    await expectCounts(askFromNetwork, { answered: BY_ADDRESS, refused: 20 });
    const keys = await sql<{ key: string }>(`SELECT "key" FROM "RateLimit" WHERE "key" LIKE 'address:%'`);
    expect(keys.length).toBeGreaterThan(0);
    for (const { key } of keys) expect(key).toMatch(/^address:[A-Za-z0-9_-]{43}$/);
  });

  it("says when there is room again, and keeps it", async () => {
    let startedAt = 0;
    const waitsOfOne = async () => {
      const address = newAddress();
      startedAt = performance.now();
      const answers = await ask(proxied, BY_ADDRESS + 1, () => address);
      return answers.flatMap(({ headers }) => headers.get("retry-after") ?? []).map(Number);
    };
    const waits = await untilSettled(waitsOfOne, (all) => all.length === 1);
    const passedSeconds = (performance.now() - startedAt) / 1000;
    expect(waits).toHaveLength(1);
    const [row] = await sql<{ seconds: number }>(
      `SELECT ("expire" - extract(epoch FROM now()) * 1000)::float / 1000 AS "seconds" FROM "RateLimit"
       WHERE "key" LIKE 'address:%' ORDER BY "expire" DESC LIMIT 1`,
    );
    const later = (waits[0] ?? 0) - (row?.seconds ?? 0);
    expect(later).toBeGreaterThan(-1);
    expect(later).toBeLessThan(passedSeconds + 2);
  });

  it("slows down guessing many people's passwords, before it can lock any of them out", async () => {
    const guess = async (people: readonly Person[], address: string, index: number) => {
      const app = proxied[index % 2];
      const browser = new ApiClient(app?.origin);
      const { body } = await browser.call("/api/auth/csrf");
      const { email = "" } = people[index % people.length] ?? {};
      const form = new URLSearchParams({ csrfToken: String(body["csrfToken"]), email, password: "wrong" });
      const headers = { "x-forwarded-for": `${inNetwork()}, ${address}` };
      const answer = await browser.call("/api/auth/callback/credentials", { raw: form, headers });
      return answer.status;
    };
    const guessTwelveTimes = async () => {
      const [address, people] = [newAddress(), await Promise.all([addPerson(), addPerson()])];
      const guesses = Array.from({ length: 12 }, (_, index) => guess(people, address, index));
      const refused = (await Promise.all(guesses)).filter((status) => status === 429).length;
      const tried = await sql<{ points: number }>(`SELECT "points" FROM "RateLimit" WHERE "key" = ANY ($1)`, [
        people.map(({ email }) => `signIn:${email}`),
      ]);
      return { refused, tried: tried.reduce((sum, { points }) => sum + points, 0) };
    };
    const counts = await untilSettled(guessTwelveTimes, ({ refused, tried }) => refused === 7 && tried === 5);
    expect(counts).toEqual({ refused: 7, tried: 5 });
  });

  it("does not exist without a trusted proxy, so that nobody can use up another's", async () => {
    const answers = await ask([direct], BY_ADDRESS + 10, () => "198.51.100.1");
    expect(statuses(answers)).toEqual({ answered: BY_ADDRESS + 10, refused: 0 });
  });
});

describe("The overall limit", () => {
  it("holds for all addresses and both processes together, and is not used up by what was refused", async () => {
    const askFromMany = async () => {
      await sql(`DELETE FROM "RateLimit" WHERE "key" = 'overall:all'`);
      const greedy = newAddress();
      const refusedAlone = await ask(proxied, 100, () => greedy);
      const others = Array.from({ length: 20 }, () => newAddress());
      return [...refusedAlone, ...(await ask(proxied, 500, (index) => others[index % 20] ?? ""))];
    };
    // 60 of the greedy one, and what is left of the 500 when its 40 and 360 others have been answered.
    await expectCounts(askFromMany, { answered: OVERALL, refused: 60 + 140 });
  });
});
