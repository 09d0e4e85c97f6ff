// Among a hundred thousand images: what every request and every job asks of Postgres, and how many rows that looks at.
import { postgresLog, removePostgres } from "../support/own-postgres";
import "../support/own-services";
import "../support/quiet-log";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, db } from "@/lib/db/client";
import { deleteOldAuditEvents } from "@/lib/db/audit/trim-audit-events";
import { findDuplicates, findImageByKey } from "@/lib/db/images/images";
import { adoptAsDead, findLedgerKeys, ledgerPages, markMissingImages } from "@/lib/db/reconcile/ledger";
import { remakeMissingVariants } from "@/lib/db/variants/variant-rebuilds";
import { encodeCursor } from "@/lib/images/list-cursor";
import { KINDS, SORTS, VISIBILITIES } from "@/lib/images/image";
import { parseObjectKey } from "@/lib/images/object-key";
import { proveAdmin } from "@/lib/images/viewer";
import { retryRemovals } from "@/lib/operations/housekeeping/retry-removals";
import { examineInstallation } from "@/lib/operations/installation/examine-installation";
import { fillDatabase } from "@/scripts/seed-many/fill-database";
import { COMMON_WORD, FORMER_PREFIX, rareWord } from "@/scripts/seed-many/words";
import { type AskedImage, pages, routes } from "../support/access/access-table";
import { ApiClient } from "../support/api-client";
import { readEnvironment } from "../support/environment";
import { parkRemoval } from "../support/housekeeping";
import { sql } from "../support/database";
import { beginMultipart } from "../support/multipart-flow";
import { addPerson, type Person, signInAs } from "../support/people";
import { findFaults, PlanLog } from "../support/plan-log";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { addImage, presign } from "../support/upload-flow";

const IMAGES = 100_000;
const MINUTES = 600_000;
/** So many rows may pass through one step of a plan: some for each image of the largest page. */
const FEW = 2_500;
/** A search looks through a stretch of the list. */
const STRETCH = 21_000;
/** The one thing that is counted: the quota lets a person have so many uploads under way. */
const COUNTED = /FROM "Upload" WHERE "ownerId" = \$\d+::uuid AND "state" IN \('issued', 'registering'\)/;

let app: SecondApp;
let admin: Person;
let program: ApiClient;
let asked: AskedImage;
let plans: PlanLog;
/** Behind the first page, in the middle, and shortly before the end. */
let cursors: string[];

beforeAll(async () => {
  admin = await addPerson("admin");
  const client = new pg.Client({ connectionString: readEnvironment().DATABASE_URL });
  await client.connect();
  await fillDatabase(client, { images: IMAGES, variants: 2 });
  await client.end();
  cursors = await findCursors();
  plans = await PlanLog.begin(readEnvironment().DATABASE_URL, postgresLog);
  app = await startSecondApp({ INLINE_WORKER: "false" });
  program = new ApiClient(app.origin, admin.apiKey);
  const title = `Harbour ${crypto.randomUUID()}`;
  const { image, upload } = await addImage(program, { title, visibility: "public" });
  const { uploadId } = await beginMultipart(program, { size: 16 * 1024 ** 2 });
  asked = { id: image.id, title, key: image.key, stagingKey: upload.key, openUploadId: uploadId };
}, MINUTES);
afterAll(async () => {
  await app.stop();
  await closeDatabase();
  await removePostgres();
});

async function findCursors(): Promise<string[]> {
  const found: string[] = [""];
  for (const offset of [IMAGES / 2, IMAGES - 300]) {
    const rows = await sql<{ id: string; createdAt: Date }>(
      `SELECT "id", "createdAt" FROM "Image" ORDER BY "createdAt" DESC, "id" DESC OFFSET ${offset} LIMIT 1`,
    );
    found.push(...rows.map(encodeCursor));
  }
  return found;
}

/** Does the work, and gives what is wrong with the statements that it asked, of which there must be some. */
async function faultsOf(work: () => Promise<unknown>, most = FEW): Promise<string[]> {
  plans.read();
  await work();
  const planned = plans.read();
  expect(planned.length).toBeGreaterThan(0);
  const counts = planned.filter(({ text }) => /\bcount\s*\(/i.test(text) && !COUNTED.test(text));
  return [...findFaults(planned, most), ...counts.map(({ text }) => `counts: ${text}`)];
}

async function get(client: ApiClient, path: string, query: Record<string, string | undefined> = {}) {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, value]],
  );
  const { status } = await client.call(`${path}?${new URLSearchParams(given).toString()}`);
  expect(status, `${path} ${JSON.stringify(query)}`).toBe(200);
}

async function firstKeys(): Promise<string[]> {
  for await (const page of ledgerPages()) return page.map(({ key }) => key);
  return [];
}

describe("The watch", () => {
  it("sees what reads a whole table, sorts much, and counts", async () => {
    expect(await faultsOf(() => db().$queryRaw`SELECT count(*) FROM "Image" WHERE "alt" = 'x'`)).toEqual([
      expect.stringContaining("Seq Scan Image"),
      expect.stringContaining("counts: SELECT count(*)"),
    ]);
    const sorting = () =>
      db().$queryRaw`SELECT "objectKey" FROM "Variant" ORDER BY "size", "imageId" LIMIT 5`;
    expect(await faultsOf(sorting)).toContainEqual(expect.stringContaining("Seq Scan Variant"));
  });
});

describe("A list of images", () => {
  it.each(SORTS)(
    "by the %s looks at its page alone, wherever it is and whatever it is narrowed to",
    async (sort) => {
      const work = async () => {
        for (const cursor of cursors)
          for (const visibility of [undefined, ...VISIBILITIES])
            for (const kind of [undefined, ...KINDS])
              await get(program, "/images", { sort, cursor, visibility, kind, limit: "200" });
      };
      expect(await faultsOf(work)).toEqual([]);
    },
    MINUTES,
  );

  it(
    "looks at its page alone for anybody",
    async () => {
      const anybody = new ApiClient(app.origin);
      const work = async () => {
        for (const cursor of cursors)
          for (const kind of [undefined, ...KINDS]) await get(anybody, "/images", { cursor, kind });
        await get(anybody, "/");
      };
      expect(await faultsOf(work)).toEqual([]);
    },
    MINUTES,
  );

  it.each([
    ["a common word", COMMON_WORD],
    ["a rare word", rareWord(50)],
    ["no word that there is", "nowhere"],
    ["several words", "red boat harbour"],
    ["two common words that are never together", `${FORMER_PREFIX} img`],
    ["a word of the older half alone", FORMER_PREFIX],
    ["a word of two letters that none has", "qz"],
    ["a word of one letter", "a"],
  ])(
    "searched for %s looks through a stretch of it at most",
    async (_name, q) => {
      const work = async () => {
        for (const sort of SORTS)
          for (const cursor of cursors)
            for (const narrowed of [{}, { kind: "file" }, { kind: "video", visibility: "public" }])
              await get(program, "/images", { q, sort, cursor, ...narrowed });
      };
      expect(await faultsOf(work, STRETCH)).toEqual([]);
    },
    MINUTES,
  );
});

describe("Everything else that is asked", () => {
  it(
    "by any route looks at few rows",
    async () => {
      const work = async () => {
        for (let count = 0; count < 60; count += 1) await presign(program);
        for (const [, route] of routes) await program.call(...route(asked));
        await program.call("/api/cron/drain", {
          headers: { authorization: `Bearer ${readEnvironment().CRON_SECRET}` },
        });
      };
      expect(await faultsOf(work)).toEqual([]);
    },
    MINUTES,
  );

  it(
    "by any page looks at few rows",
    async () => {
      const browser = await signInAs(admin, app.origin);
      const work = async () => {
        for (const page of pages) await browser.call(page.address(asked));
      };
      expect(await faultsOf(work)).toEqual([]);
    },
    MINUTES,
  );

  it(
    "of the record looks at few rows, however it is narrowed",
    async () => {
      const browser = await signInAs(admin, app.origin);
      const day = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
      const work = async () => {
        for (const narrowed of [
          {},
          { person: "seeded person 1" },
          { person: "nobody at all" },
          { by: "system" },
          { by: "program" },
          { action: "image_deleted" },
          { action: "url_signed", by: "anonymous" },
          { image: asked.id },
          { to: day },
          { from: day, to: day },
        ])
          await get(browser, "/admin/audit", narrowed);
      };
      expect(await faultsOf(work)).toEqual([]);
    },
    MINUTES,
  );

  it(
    "of housekeeping, duplicates and jobs looks at few rows",
    async () => {
      const viewer = proveAdmin({ kind: "user", id: admin.id, role: "admin" });
      if (viewer === null) throw new Error("An admin is none.");
      const keys = await firstKeys();
      await parkRemoval("images/parked");
      const work = async () => {
        await findLedgerKeys(keys);
        await adoptAsDead(["images/nobody-knows-1", "images/nobody-knows-2"]);
        await remakeMissingVariants(keys.slice(0, 50));
        await markMissingImages(keys.slice(0, 50), new Date());
        await markMissingImages([], new Date());
        await findDuplicates([asked.id, ...keys.slice(0, 50)], "public");
        const key = parseObjectKey(asked.stagingKey);
        if (key !== null) await findImageByKey(key);
        await deleteOldAuditEvents(59, 500);
        await retryRemovals({ viewer, key: null });
        await examineInstallation();
      };
      expect(await faultsOf(work)).toEqual([]);
    },
    MINUTES,
  );
});
