/**
 * Lists and searches with a thousand, a hundred thousand and a million images: three databases on one Postgres, and before
 * each an app of its own, asked over HTTP. What others do for a page in the middle, and for a search, is asked of the
 * largest. Everything that is compared has to give the same images first.
 */
import assert from "node:assert/strict";
import type pg from "pg";
import { listImagesResponse } from "@/lib/contracts/image";
import { encodeCursor, type ListPosition } from "@/lib/images/list-cursor";
import { COMMON_WORD, rareWord } from "@/scripts/seed-many/words";
import type { Shutdown } from "@/scripts/services/shutdown";
import { type Figure, figure } from "../harness/figure";
import {
  type Contestant,
  measureInterleaved,
  medianTime,
  ratioFigure,
  ratioOf,
} from "../harness/interleaved";
import { connect, type Library, openLibrary, settingsFor, startMeasuredPostgres } from "../harness/library";
import { runSuite } from "../harness/suite";

const SIZES = [1_000, 100_000, 1_000_000] as const;
const PAGE = 100;
const PLAN = { rounds: 9, clock: "passed", passes: 2, warmUps: 2 } as const;
/** Of the whole list: where the page begins. */
const PLACES = { first: 0, middle: 0.5, last: 1 } as const;
type Place = keyof typeof PLACES;
const PLACE_NAMES = ["first", "middle", "last"] as const satisfies readonly Place[];

/** The ids of a page as plain SQL numbers them, and the image behind which it begins. */
async function lookUp(
  client: pg.Client,
  images: number,
  place: Place,
): Promise<{ ids: string[]; after: ListPosition | null }> {
  const from = Math.floor(PLACES[place] * (images - PAGE));
  const { rows } = await client.query<{ id: string; createdAt: Date }>(
    `SELECT "id", "createdAt" FROM "Image" ORDER BY "createdAt" DESC, "id" DESC OFFSET $1 LIMIT $2`,
    [Math.max(0, from - 1), from === 0 ? PAGE : PAGE + 1],
  );
  const after = from === 0 ? null : (rows[0] ?? null);
  return { after, ids: idsOf(after === null ? rows : rows.slice(1)) };
}

function idsIn(answer: unknown): string[] {
  return idsOf(listImagesResponse.parse(answer).images);
}

function idsOf(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id);
}

function repeated(name: string, operations: number, work: () => Promise<unknown>): Contestant {
  const run = async () => {
    for (let operation = 0; operation < operations; operation += 1) await work();
  };
  return { name, operations, run };
}

/** G1: over HTTP, each page of each table beside the first page of the smallest. */
async function measurePages(shutdown: Shutdown, libraries: readonly Library[]): Promise<Figure[]> {
  const contestants: Contestant[] = [];
  for (const library of libraries) {
    const client = await connect(shutdown, library.databaseUrl);
    for (const place of PLACE_NAMES) {
      const { ids, after } = await lookUp(client, library.images, place);
      const path = `/images?limit=${PAGE}${after === null ? "" : `&cursor=${encodeCursor(after)}`}`;
      assert.deepEqual(idsIn(await library.get(path)), ids);
      contestants.push(repeated(`${place} of ${library.images}`, 5, () => library.get(path)));
    }
  }
  const measurement = await measureInterleaved(contestants, PLAN);
  const [smallest] = SIZES;
  return SIZES.slice(1).flatMap((images) =>
    PLACE_NAMES.map((place) =>
      ratioFigure(ratioOf(measurement, `${place} of ${images}`, `first of ${smallest}`), {
        goal: "G1",
        what: `GET /images: the ${place} page of ${images.toLocaleString("en")} images, against the first of 1,000`,
        bar: { atMost: 1.2 },
        stretch: { atMost: 1.05 },
        note: `${milliseconds(medianTime(measurement, `${place} of ${images}`))} for ${PAGE} images`,
      }),
    ),
  );
}

function milliseconds(nanoseconds: number): string {
  return `${(nanoseconds / 1e6).toPrecision(3)} ms`;
}

/** G2 and G3: the page in the middle as our list reads it, as others would, and as bare `pg` gives its rows. */
async function measureStatements(shutdown: Shutdown, library: Library): Promise<Figure[]> {
  Object.assign(process.env, settingsFor(library.databaseUrl));
  const { closeDatabase, db } = await import("@/lib/db/client");
  const { imageColumns, toImage } = await import("@/lib/db/images/image-row");
  const { listImages } = await import("@/lib/db/images/list-images");
  shutdown.onClose("Prisma", closeDatabase);
  const client = await connect(shutdown, library.databaseUrl);
  const { ids, after } = await lookUp(client, library.images, "middle");
  assert.ok(after !== null);

  const filter = {
    visibility: null,
    kind: null,
    presentOnly: false,
    sort: "newest",
    after,
    limit: PAGE,
  } as const;
  const order = `ORDER BY i."createdAt" DESC, i."id" DESC`;
  const bare = () =>
    client.query(
      `SELECT ${imageColumns.text} FROM "Image" i WHERE (i."createdAt", i."id") < ($1, $2) ${order} LIMIT $3`,
      [after.createdAt, after.id, PAGE + 1],
    );
  const byOffset = () =>
    client.query<{ id: string }>(`SELECT ${imageColumns.text} FROM "Image" i ${order} OFFSET $1 LIMIT $2`, [
      Math.floor(PLACES.middle * (library.images - PAGE)),
      PAGE,
    ]);
  const byCursor = () =>
    db().image.findMany({
      cursor: { id: after.id },
      skip: 1,
      take: PAGE,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      include: { variants: true, variantJob: { select: { state: true } } },
    });

  const ours = await listImages(filter);
  assert.deepEqual(ours.images, (await bare()).rows.slice(0, PAGE).map(toImage));
  for (const found of [ours.images, (await byOffset()).rows, await byCursor()])
    assert.deepEqual(idsOf(found), ids);

  const measurement = await measureInterleaved(
    [
      repeated("ours", 20, () => listImages(filter)),
      repeated("bare", 20, bare),
      repeated("cursor", 1, byCursor),
      repeated("offset", 1, byOffset),
    ],
    PLAN,
  );
  const against = (name: string, what: string) =>
    ratioFigure(ratioOf(measurement, name, "ours"), {
      goal: "G2",
      what: `A page in the middle of a million images: ${what}, against our keyset`,
      bar: { atLeast: 30 },
      stretch: { atLeast: 50 },
      note: `${milliseconds(medianTime(measurement, name))} against ${milliseconds(medianTime(measurement, "ours"))}`,
    });
  return [
    against("cursor", "Prisma's cursor"),
    against("offset", "OFFSET"),
    ratioFigure(ratioOf(measurement, "ours", "bare"), {
      goal: "G3",
      what: "Our list with its mapping of rows, against bare pg with the same rows",
      bar: { atMost: 1.5 },
      stretch: { atMost: 1.2 },
      note: `${milliseconds(medianTime(measurement, "ours"))} for ${PAGE} images with their variants`,
    }),
  ];
}

/** G5: through the app, beside a walk through all images. */
async function measureSearches(shutdown: Shutdown, library: Library): Promise<Figure[]> {
  const client = await connect(shutdown, library.databaseUrl);
  await client.query("SET enable_indexscan = off; SET enable_bitmapscan = off");
  const rare = rareWord(library.images / 2 + 50);
  const search = (q: string) => library.get(`/images?limit=${PAGE}&q=${q}`);
  const withoutIndex = () =>
    client.query<{ id: string }>(
      `SELECT "id" FROM "Image" WHERE "searchText" LIKE $1 ORDER BY "createdAt" DESC, "id" DESC LIMIT ${PAGE}`,
      [`%${rare}%`],
    );
  const found = idsIn(await search(rare));
  assert.equal(found.length, 1);
  assert.deepEqual(idsOf((await withoutIndex()).rows), found);
  assert.equal(idsIn(await search(COMMON_WORD)).length, PAGE);
  assert.deepEqual(idsIn(await search("nowhere")), []);

  const measurement = await measureInterleaved(
    [
      repeated("rare", 5, () => search(rare)),
      repeated("common", 5, () => search(COMMON_WORD)),
      repeated("none", 5, () => search("nowhere")),
      repeated("without", 1, withoutIndex),
    ],
    PLAN,
  );
  return [
    ratioFigure(ratioOf(measurement, "without", "rare"), {
      goal: "G5",
      what: "A rare word among a million images: bare pg without an index, against our app",
      bar: { atLeast: 100 },
      stretch: { atLeast: 300 },
      note: `${milliseconds(medianTime(measurement, "without"))} against ${milliseconds(medianTime(measurement, "rare"))}; a word that none has ${milliseconds(medianTime(measurement, "none"))}`,
    }),
    figure({
      goal: "G5",
      what: "A common word among a million images, the newest hundred, through the app",
      value: medianTime(measurement, "common") / 1e6,
      unit: "ms",
      bar: { atMost: 10 },
      stretch: { atMost: 3 },
    }),
  ];
}

/** G4, as far as lists go: every other route and page is asked by tests/integration/query-plans.test.ts. */
async function countCounts(account: pg.Client): Promise<Figure> {
  const { rows } = await account.query<{ counting: number; all: number }>(
    `SELECT COALESCE(sum("calls") FILTER (WHERE "query" ~* '\\mcount\\s*\\('), 0)::int AS "counting",
       sum("calls")::int AS "all" FROM pg_stat_statements`,
  );
  const { counting = NaN, all = 0 } = rows[0] ?? {};
  return figure({
    goal: "G4",
    what: "Statements of all these requests that count rows",
    value: counting,
    unit: "requests",
    bar: { atMost: 0 },
    stretch: { atMost: 0 },
    note: `of ${all.toLocaleString("en")} statements`,
  });
}

await runSuite(async (shutdown) => {
  const server = await startMeasuredPostgres(shutdown);
  const account = await connect(shutdown, server);
  await account.query("CREATE EXTENSION pg_stat_statements");
  const libraries: Library[] = [];
  for (const images of SIZES) libraries.push(await openLibrary(shutdown, server, images));
  const largest = libraries.at(-1);
  assert.ok(largest !== undefined);
  await account.query("SELECT pg_stat_statements_reset()");
  const pages = await measurePages(shutdown, libraries);
  const searches = await measureSearches(shutdown, largest);
  const counts = await countCounts(account);
  return [...pages, ...(await measureStatements(shutdown, largest)), counts, ...searches];
});
