// The list: every image once, whatever the order, and words that are nothing but words.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { picturesResponse } from "@/lib/contracts/display";
import { type ImageView, listImagesResponse } from "@/lib/contracts/image";
import type { ApiClient } from "../support/api-client";
import { sql } from "../support/database";
import { expectInvariants } from "../support/invariants";
import { addPerson } from "../support/people";
import { addImages } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";

/** A word that only the images of this file have. */
const MARK = `mark${crypto.randomUUID().slice(0, 8)}`;

const TITLES = [
  "100% cotton",
  "100 cotton",
  "snake_case",
  "snakeXcase",
  "back\\slash",
  "Grüße aus KÖLN",
  "ÉTÉ à la plage",
  "東京タワー",
  "it's; DROP TABLE",
  "Boat in the harbour",
  "Harbour at night",
  "plain",
] as const;

let program: ApiClient;
let images: ImageView[];

beforeAll(async () => {
  ({ program } = await addPerson("editor"));
  images = await addImages(program, TITLES.length, (index) => ({
    title: `${TITLES[index] ?? ""} ${MARK}`,
    alt: index === 0 ? "Folded shirts" : "",
    filename: index === 1 ? "Réunion.PNG" : "picture.png",
    visibility: index % 2 === 0 ? "public" : "private",
  }));
  // Three moments for twelve images: the order within each is the id's.
  for (const [index, { id }] of images.entries()) {
    const moment = new Date(Date.UTC(2020, 0, 1, 0, 0, index % 3));
    await sql(`UPDATE "Image" SET "createdAt" = $2 WHERE "id" = $1`, [id, moment]);
  }
});
afterAll(expectInvariants);

async function list(query: Record<string, string>) {
  const { status, body } = await program.call(`/images?${new URLSearchParams(query).toString()}`);
  expect(status).toBe(200);
  return listImagesResponse.parse(body);
}

async function walk(query: Record<string, string>): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page = await list({ ...query, ...(cursor === "" ? {} : { cursor }) });
    ids.push(...page.images.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  return ids;
}

async function titlesFor(q: string): Promise<string[]> {
  const found = await list({ q: `${q} ${MARK}`, limit: "200" });
  return found.images.map(({ title }) => title.replace(` ${MARK}`, "")).sort();
}

describe("A page of pictures", () => {
  it("is the list's page, with URLs that show what there is", async () => {
    for (const { id } of images) await awaitVariants(program, id);
    const query = { q: MARK, limit: "5" };
    const { images: listed, nextCursor } = await list(query);

    const { body } = await program.call(`/images/pictures?${new URLSearchParams(query).toString()}`);

    const page = picturesResponse.parse(body);
    expect(page.pictures.map(({ image }) => image)).toEqual(listed);
    expect(page.nextCursor).toBe(nextCursor);
    for (const { signed } of page.pictures) expect((await fetch(signed?.url ?? "")).status).toBe(200);
  });
});

describe("Paging", () => {
  const orders = [
    ["newest", "DESC"],
    ["oldest", "ASC"],
  ] as const;

  it.each(orders)(
    "by the %s shows every image once, in pages of any size, also where moments are equal",
    async (sort, direction) => {
      const rows = await sql<{ id: string }>(
        `SELECT "id" FROM "Image" WHERE "searchText" LIKE $1 ORDER BY "createdAt" ${direction}, "id" ${direction}`,
        [`%${MARK}%`],
      );
      const expected = rows.map(({ id }) => id);
      expect(expected).toHaveLength(TITLES.length);

      for (const limit of ["1", "2", "5", "11", "12", "13"])
        expect(await walk({ q: MARK, sort, limit })).toEqual(expected);
    },
  );

  it.each(orders)("by the %s through everything there is shows every image once", async (sort, direction) => {
    const rows = await sql<{ id: string }>(
      `SELECT "id" FROM "Image" ORDER BY "createdAt" ${direction}, "id" ${direction}`,
    );
    expect(await walk({ sort, limit: "50" })).toEqual(rows.map(({ id }) => id));
  });

  it("neither repeats nor skips when images come and go between two pages", async () => {
    const first = await list({ q: MARK, sort: "oldest", limit: "5" });
    const [gone] = await addImages(program, 1, () => ({ title: MARK }));
    const before = new Date(Date.UTC(2019, 0, 1));
    await sql(`UPDATE "Image" SET "createdAt" = $2 WHERE "id" = $1`, [gone?.id, before]);
    const rest = await walk({ q: MARK, sort: "oldest", limit: "5", cursor: first.nextCursor ?? "" });
    await program.call(`/images/${gone?.id ?? ""}`, { method: "DELETE" });

    const seen = [...first.images.map(({ id }) => id), ...rest];
    expect(new Set(seen)).toEqual(new Set(images.map(({ id }) => id)));
    expect(seen).toHaveLength(images.length);
  });

  it("ends with no cursor, also when the last page is full", async () => {
    expect((await list({ q: MARK, limit: String(TITLES.length) })).nextCursor).toBeNull();
    expect((await list({ q: `${MARK} nothing has this word` })).images).toEqual([]);
  });

  it("keeps to the visibility and the kind that are asked for", async () => {
    const visible = await list({ q: MARK, visibility: "public" });
    expect(visible.images.map(({ visibility }) => visibility)).toEqual(
      Array(TITLES.length / 2).fill("public"),
    );
    expect((await list({ q: MARK, kind: "image" })).images).toHaveLength(TITLES.length);
    expect((await list({ q: MARK, kind: "video" })).images).toEqual([]);
  });
});

describe("Searching for", () => {
  it.each([
    ["100%", ["100% cotton"]],
    ["%", ["100% cotton"]],
    ["_", ["snake_case"]],
    ["snake_case", ["snake_case"]],
    ["\\", ["back\\slash"]],
    ["back\\slash", ["back\\slash"]],
    ["'s; DROP", ["it's; DROP TABLE"]],
    ["boat harbour", ["Boat in the harbour"]],
    ["HARBOUR", ["Boat in the harbour", "Harbour at night"]],
    ["harbour night", ["Harbour at night"]],
    ["grüße", ["Grüße aus KÖLN"]],
    ["GRÜ köln", ["Grüße aus KÖLN"]],
    ["été", ["ÉTÉ à la plage"]],
    ["東京", ["東京タワー"]],
    ["folded", ["100% cotton"]],
    ["réunion.png", ["100 cotton"]],
    ["RÉUNION", ["100 cotton"]],
  ])("%s finds what has these very characters in name, title or alt text", async (q, expected) => {
    expect(await titlesFor(q)).toEqual(expected);
  });
});
