import "server-only";
import type { ListPosition } from "@/lib/images/list-cursor";
import { readRows } from "../client";
import { Prisma } from "../generated/client";
import { type ImageRow, imageColumns, toImage } from "./image-row";
import { type ImageFilter, type ImagePage, matching, orderOf, toPage } from "./list-images";

/**
 * Search by words. The planner cannot know where in the list the matches of a word lie, nor whether two words go together,
 * and chose plans that read every image; so this chooses itself, and each of its steps reads a bounded number of rows.
 */

/** What a first look reads of the list: a common word fills its page from there. */
const GLANCE = 1_000;
/** So many matches are fetched and sorted at most; a word with more of them is common. */
const CANDIDATES = 2_000;
/** What one request reads of the list where nothing else helps. */
const STRETCH = 20_000;

/**
 * The images of a list whose file name, title or alt text have all of these words. A page may hold fewer than asked for,
 * also none, although the list goes on: then this much of it was looked through.
 */
export async function searchImages(filter: ImageFilter, words: readonly string[]): Promise<ImagePage> {
  const glance = await lookThrough(filter, words, GLANCE);
  if (!glance.isCutShort) return glance.page;
  const found = words.some(hasTrigram) ? await askIndex(filter, words) : null;
  return found ?? (await lookThrough(filter, words, STRETCH)).page;
}

/** The index knows words by three letters in a row. */
function hasTrigram(word: string): boolean {
  return /[\p{L}\p{N}]{3}/u.test(word);
}

/** What of the next `rows` images of the list has the words. `isCutShort`: the page is not full and the list goes on. */
async function lookThrough(
  filter: ImageFilter,
  words: readonly string[],
  rows: number,
): Promise<{ page: ImagePage; isCutShort: boolean }> {
  const where = matching(filter);
  const order = orderOf(filter);
  const hit = Prisma.join(
    words.map((word) => Prisma.sql`i."searchText" LIKE ${likePattern(word)}`),
    " AND ",
  );
  // The last image of the stretch is only looked for when the matches do not fill the page.
  const found = await readRows<ImageRow & { isHit: boolean }>(Prisma.sql`
    SELECT i."isHit", ${imageColumns} FROM (
      (SELECT * FROM (
          SELECT i.*, ${hit} AS "isHit" FROM "Image" i ${where} ORDER BY ${order} LIMIT ${rows}
        ) i WHERE i."isHit" ORDER BY ${order} LIMIT ${filter.limit + 1})
      UNION ALL
      (SELECT i.*, false FROM "Image" i WHERE i."id" = (
        SELECT i."id" FROM "Image" i ${where} ORDER BY ${order} OFFSET ${rows - 1} LIMIT 1))
      LIMIT ${filter.limit + 1}
    ) i ORDER BY ${order}`);
  const page = toPage(filter, found.filter(({ isHit }) => isHit).map(toImage));
  const end: ListPosition | undefined = found.find(({ isHit }) => !isHit);
  if (page.next !== null || end === undefined) return { page, isCutShort: false };
  return { page: { images: page.images, next: { createdAt: end.createdAt, id: end.id } }, isCutShort: true };
}

type IndexRow =
  (ImageRow & { readonly isTooMuch: false }) | { readonly id: null; readonly isTooMuch: boolean };

/** What the trigram index finds, in full; null when that is too much to sort. */
async function askIndex(filter: ImageFilter, words: readonly string[]): Promise<ImagePage | null> {
  // Sub-selects hide the words from the planner: whatever they are, it takes them for seldom and asks the index.
  const hits = words.map((word) => Prisma.sql`i."searchText" LIKE (SELECT ${likePattern(word)}::text)`);
  const order = orderOf(filter);
  // The limit counts what has the words: a filter before it could pass over any number of them.
  const rows = await readRows<IndexRow>(Prisma.sql`
    WITH candidates AS MATERIALIZED (
      SELECT i."id", i."createdAt", i."visibility", i."kind", i."missingSince" FROM "Image" i
      WHERE ${Prisma.join(hits, " AND ")} LIMIT ${CANDIDATES + 1}
    )
    SELECT f."isTooMuch", ${imageColumns}
    FROM (SELECT EXISTS (SELECT FROM candidates OFFSET ${CANDIDATES}) AS "isTooMuch") f
    LEFT JOIN "Image" i ON NOT f."isTooMuch" AND i."id" = ANY(ARRAY(
      SELECT i."id" FROM candidates i ${matching(filter)} ORDER BY ${order} LIMIT ${filter.limit + 1}))
    ORDER BY ${order}`);
  if (rows[0]?.isTooMuch === true) return null;
  return toPage(
    filter,
    rows.flatMap((row) => (row.id === null ? [] : [toImage(row)])),
  );
}

function likePattern(word: string): string {
  return `%${word.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
}
