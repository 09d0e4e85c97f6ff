// Within a window everybody is given the same URL, by every process and after a restart: so caches know it again.
import { removeOwnDatabase } from "../support/own-services";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { signedUrlsResponse } from "@/lib/contracts/display";
import { signingWindow } from "@/lib/signing/signing-window";
import { ApiClient } from "../support/api-client";
import { sql } from "../support/database";
import { addPerson, type Person } from "../support/people";
import { startSecondApp } from "../support/second-app";

const COUNT = 1_000;
const AT_ONCE = 200;
const LIFE_SECONDS = 3_600;
const LONGEST_RUN_MS = 5 * 60_000;

let ids: string[];
let people: readonly Person[];

beforeAll(async () => {
  people = await Promise.all([addPerson("viewer"), addPerson("admin")]);
  ids = idsOfSteadyWindows(new Date());
  // Rows alone: whether there is an object behind them, signing does not ask.
  await sql(
    `INSERT INTO "Image" ("id", "uploadId", "objectKey", "etag", "filename", "filetype", "size", "sha256", "visibility",
       "updatedAt")
     SELECT i, gen_random_uuid(), 'images/' || i || '/1/original.png', 'e', 'a.png', 'image/png', 7, 's', 'public', now()
     FROM unnest($1::uuid[]) AS i`,
    [ids],
  );
  await sql(
    `INSERT INTO "Variant" ("imageId", "name", "format", "objectKey", "etag", "size", "width", "height")
     SELECT i, w, 'webp', 'images/' || i || '/1/' || w || '.webp', 'e', 1, 1, 1
     FROM unnest($1::uuid[]) AS i, unnest(ARRAY['w320', 'w640']) AS w`,
    [ids],
  );
});
afterAll(removeOwnDatabase);

/** Ids of images whose window does not turn while the test runs. */
function idsOfSteadyWindows(now: Date): string[] {
  const signedAt = (moment: Date, phaseKey: string) =>
    signingWindow({
      now: moment,
      lifeSeconds: LIFE_SECONDS,
      windowSeconds: LIFE_SECONDS / 2,
      phaseKey,
    }).signedAt.getTime();
  const end = new Date(now.getTime() + LONGEST_RUN_MS);
  const found: string[] = [];
  while (found.length < COUNT) {
    const id = randomUUID();
    if (signedAt(now, id) === signedAt(end, id)) found.push(id);
  }
  return found;
}

/** A process from its start to its end: what each of these callers is given. */
async function signInOneProcess(): Promise<unknown[]> {
  const app = await startSecondApp({ SIGNED_URL_TTL_SECONDS: String(LIFE_SECONDS), INLINE_WORKER: "false" });
  try {
    const callers = [new ApiClient(app.origin), ...people.map(({ program }) => program.at(app.origin))];
    const given: unknown[] = [];
    for (const caller of callers) given.push(await signAll(caller));
    return given;
  } finally {
    await app.stop();
  }
}

async function signAll(client: ApiClient): Promise<unknown[]> {
  const given: unknown[] = [];
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const json = { ids: ids.slice(start, start + AT_ONCE), srcset: true, variant: "w1280" };
    const { status, body } = await client.call("/images/signed-urls", { json });
    expect([status, body["code"]]).toEqual([200, undefined]);
    given.push(...signedUrlsResponse.parse(body).urls);
  }
  return given;
}

it("a thousand images have the same URLs for everybody, in two processes at once and in one that starts later", async () => {
  const atOnce = await Promise.all([signInOneProcess(), signInOneProcess()]);
  const [first, ...others] = [...atOnce, await signInOneProcess()].flat();

  expect(first).toHaveLength(COUNT);
  expect(JSON.stringify(first).match(/X-Amz-Signature=[0-9a-f]{64}/g)?.length).toBe(3 * COUNT);
  expect(others).toHaveLength(8);
  expect(others.map((other) => JSON.stringify(other) === JSON.stringify(first))).toEqual(Array(8).fill(true));
});
