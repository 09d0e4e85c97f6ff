// Searching among many images: each request looks at a bounded part, and together they find exactly what there is.
import { removeOwnDatabase } from "../support/own-services";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/lib/db/client";
import { type ImageListQuery, listImagePage } from "@/lib/db/images/list-image-page";
import { ANONYMOUS, type Viewer } from "@/lib/images/viewer";
import { fillDatabase } from "@/scripts/seed-many/fill-database";
import { COMMON_WORD, FORMER_PREFIX, rareWord } from "@/scripts/seed-many/words";
import { sql } from "../support/database";
import { readEnvironment } from "../support/environment";

/** More than one request looks through. */
const IMAGES = 25_000;
/** Of long lists so many are compared, which is some pages. */
const COMPARED = 450;
const MINUTES = 300_000;

const somebody: Viewer = { kind: "user", id: crypto.randomUUID(), role: "viewer" };

beforeAll(async () => {
  const client = new pg.Client({ connectionString: readEnvironment().DATABASE_URL });
  await client.connect();
  await fillDatabase(client, { images: IMAGES, variants: 1 });
  await client.end();
}, MINUTES);
afterAll(async () => {
  await closeDatabase();
  await removeOwnDatabase();
});

type Asked = Partial<Omit<ImageListQuery, "cursor" | "limit">>;

/** What the pages hold one after the other, and how many there were. */
async function walk(viewer: Viewer, asked: Asked): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let pages = 1; ; pages += 1) {
    const page = await listImagePage(viewer, { sort: "newest", ...asked, limit: 150, cursor });
    ids.push(...page.images.map(({ id }) => id));
    if (page.nextCursor === null || ids.length >= COMPARED) return { ids: ids.slice(0, COMPARED), pages };
    cursor = page.nextCursor;
  }
}

/** The same by one plain statement that sorts all there is. */
async function expected(viewer: Viewer, { q = "", sort = "newest", kind, visibility }: Asked) {
  const direction = sort === "newest" ? "DESC" : "ASC";
  const rows = await sql<{ id: string }>(
    `SELECT "id" FROM "Image" WHERE (SELECT bool_and(position(word IN "searchText") > 0) FROM unnest($1::text[]) word)
       AND "kind" = COALESCE($2, "kind") AND "visibility" = COALESCE($3, "visibility") AND ("missingSince" IS NULL OR $4)
     ORDER BY "createdAt" ${direction}, "id" ${direction} LIMIT ${COMPARED}`,
    [
      q.toLowerCase().split(" "),
      kind ?? null,
      viewer.kind === "anonymous" ? "public" : (visibility ?? null),
      viewer.kind === "user",
    ],
  );
  return rows.map(({ id }) => id);
}

describe("Searching for", () => {
  const words = [
    ["a common word", COMMON_WORD],
    ["a word of a hundredth", "planetarium"],
    ["a word that one image has", rareWord(50)],
    ["a word that none has", "nowhere"],
    ["a word of the older half alone", FORMER_PREFIX],
    ["two words that go together", "red boat"],
    ["two common words that never do", `${FORMER_PREFIX} img`],
    ["a word of two letters that many have", "in"],
    ["a word of two characters that few have", "東京"],
    ["a word of two letters that none has", "qz"],
    ["a short word and a rare one", `a ${rareWord(1050)}`],
    ["signs that are no letters", "_0_"],
  ] as const;
  const lists = [
    ["all images", somebody, {}],
    ["the oldest", somebody, { sort: "oldest" }],
    ["one kind", somebody, { kind: "video" }],
    [
      "one kind of one visibility, the oldest first",
      somebody,
      { kind: "file", visibility: "private", sort: "oldest" },
    ],
    ["what anybody sees", ANONYMOUS, {}],
  ] as const;
  const cases = words.flatMap(([name, q]) =>
    lists.map(([list, viewer, asked]) => [name, list, viewer, { ...asked, q }] as const),
  );

  it.each(cases)(
    "%s among %s finds exactly those that have it, in order",
    async (_word, _list, viewer, asked) => {
      expect((await walk(viewer, asked)).ids).toEqual(await expected(viewer, asked));
    },
    MINUTES,
  );
});

describe("A request", () => {
  it("goes on from where it stopped looking, with a page that is not full", async () => {
    const page = await listImagePage(somebody, { q: "qz", sort: "newest", limit: 50 });
    expect(page.images).toEqual([]);
    expect(page.nextCursor).not.toBeNull();

    expect(await walk(somebody, { q: "qz" })).toEqual({ ids: [], pages: 2 });
  });

  it("is enough for a word that the index knows and few have", async () => {
    const page = await listImagePage(somebody, { q: rareWord(50), sort: "newest", limit: 50 });
    expect(page.images).toHaveLength(1);
    expect(page.nextCursor).toBeNull();
  });
});
