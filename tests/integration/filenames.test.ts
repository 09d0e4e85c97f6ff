// A file's name goes from the request to the database and out again in a header of the store's answer.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageView } from "@/lib/contracts/image";
import { listObjects } from "../support/bucket";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person } from "../support/people";
import { addImages } from "../support/upload-flow";

const LONG = "a".repeat(1_000);

/** What is sent, and what is kept of it. */
const NAMES: readonly (readonly [sent: string, kept: string])[] = [
  ["plain.png", "plain.png"],
  ["two words.png", "two words.png"],
  ["naïve café.png", "naïve café.png"],
  ["cafe\u0301.png", "café.png"],
  ["日本語の写真.png", "日本語の写真.png"],
  ["🖼️ holiday 👩‍👩‍👧.png", "🖼️ holiday 👩‍👩‍👧.png"],
  ["صورة.png", "صورة.png"],
  ['say "cheese".png', 'say "cheese".png'],
  ["it's; a=b, 100% (true) *.png", "it's; a=b, 100% (true) *.png"],
  ["a\r\nSet-Cookie: evil=1\r\n\r\n<script>.png", "aSet-Cookie: evil=1<script>.png"],
  ["a\nb\tc.png", "abc.png"],
  ["nul\0.png", "nul.png"],
  ["photo\u202Egnp.exe", "photognp.exe"],
  ["../../etc/passwd", "passwd"],
  ["/etc/shadow", "shadow"],
  ["C:\\Users\\me\\boat.png", "boat.png"],
  ["..", "unnamed"],
  [" \u200E ", "unnamed"],
  ["..%2f..%2fx.png", "..%2f..%2fx.png"],
  ["CON", "CON"],
  [".htaccess", ".htaccess"],
  ["<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"],
  [`${LONG}.png`, `${"a".repeat(251)}.png`],
  ["€".repeat(1_000), "€".repeat(85)],
  ["\ud83d alone.png", "\ufffd alone.png"],
];

let editor: Person;
let images: ImageView[];

beforeAll(async () => {
  editor = await addPerson("editor");
  images = await addImages(editor.program, NAMES.length, (index) => ({ filename: NAMES[index]?.[0] ?? "" }));
});
afterAll(expectInvariants);

describe.each(NAMES.map(([sent, kept], index) => ({ sent, kept, index })))(
  "The name $sent",
  ({ kept, index }) => {
    it("is kept in a safe form, which the database and the API give back", async () => {
      const id = images[index]?.id ?? "";
      expect(images[index]?.filename).toBe(kept);
      expect((await editor.program.call(`/images/${id}`)).body["image"]).toMatchObject({ filename: kept });
    });

    it.each(["inline", "attachment"])(
      "comes back whole in the store's %s header, and adds no other",
      async (disposition) => {
        const id = images[index]?.id ?? "";
        const { body } = await editor.program.call(`/images/${id}/signed-url?disposition=${disposition}`);
        const answer = await fetch(String(body["url"]));
        await answer.arrayBuffer();

        const header = answer.headers.get("content-disposition") ?? "";
        const [, kind, fallback, exact] =
          /^(\w+); filename="([^"\\]*)"(?:; filename\*=UTF-8''(\S+))?$/.exec(header) ?? [];
        expect(answer.status).toBe(200);
        expect(kind).toBe(disposition);
        expect(fallback).toMatch(/^[\x20-\x7e]+$/);
        // A plain name needs no second form.
        expect(exact ?? "").toMatch(/^(?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})*$/);
        expect(exact === undefined ? fallback : decodeURIComponent(exact)).toBe(kept);
        expect(answer.headers.has("set-cookie")).toBe(false);
        expect(answer.headers.get("content-type")).toBe("image/png");
      },
    );
  },
);

describe("No name", () => {
  it("is part of a key", async () => {
    const minted =
      /^(?:uploads\/[0-9a-f-]{36}|images\/[0-9a-f-]{36}\/[0-9a-f-]{36}\/(?:original|poster|w\d+|animated)\.[a-z0-9]{2,5}|meta\/epoch)$/;
    const keys = [...(await listObjects()).keys()];
    expect(keys.length).toBeGreaterThanOrEqual(NAMES.length);
    expect(keys.filter((key) => !minted.test(key))).toEqual([]);
  });
});
