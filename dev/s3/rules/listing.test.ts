import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareUtf8, KeyIndex } from "../store/key-index";
import { listPage, readToken, writeToken, type ListedEntry } from "./listing";

const indexOf = (keys: readonly string[]): KeyIndex<number> => new KeyIndex(keys.map((key, at) => [key, at]));

/** All entries, page by page. */
function listAll(index: KeyIndex<unknown>, prefix: string, delimiter: string, maxEntries: number): string[] {
  const names: string[] = [];
  let after: ListedEntry | null = null;
  for (;;) {
    const page = listPage(index, { prefix, delimiter, after, maxEntries });
    names.push(...page.entries.map(({ kind, name }) => `${kind} ${name}`));
    after = page.entries.at(-1) ?? null;
    if (!page.truncated) return names;
  }
}

/** What S3 promises, without an index: filter, fold and sort. */
function listSlowly(keys: readonly string[], prefix: string, delimiter: string): string[] {
  const names = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
      return end === -1
        ? { kind: "key", name: key }
        : { kind: "prefix", name: key.slice(0, end + delimiter.length) };
    })
    .sort((a, b) => compareUtf8(a.name, b.name))
    .map(({ kind, name }) => `${kind} ${name}`);
  return [...new Set(names)];
}

describe("listPage", () => {
  it("gives what a plain filter gives, for any keys, prefix, delimiter and page size", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "/", "\u{1F98A}", "\uFF5E"), maxLength: 5 });
    const key = text.filter((name) => name !== "");
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { maxLength: 30 }),
        text,
        fc.constantFrom("", "/", "ab"),
        fc.integer({ min: 1, max: 7 }),
        (keys, prefix, delimiter, maxEntries) => {
          expect(listAll(indexOf(keys), prefix, delimiter, maxEntries)).toEqual(
            listSlowly(keys, prefix, delimiter),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it("starts behind a key that need not exist", () => {
    const index = indexOf(["a", "b", "d"]);
    const from = (name: string): string[] =>
      listPage(index, { prefix: "", delimiter: "", after: { kind: "key", name }, maxEntries: 9 }).entries.map(
        (entry) => entry.name,
      );
    expect(from("b")).toEqual(["d"]);
    expect(from("c")).toEqual(["d"]);
    expect(from("z")).toEqual([]);
  });

  it("is neither truncated nor endless when nothing is asked for", () => {
    expect(listPage(indexOf(["a"]), { prefix: "", delimiter: "", after: null, maxEntries: 0 })).toEqual({
      entries: [],
      truncated: false,
    });
  });
});

describe("continuation tokens", () => {
  it("say where a page ended, for any key", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        expect(readToken(writeToken({ kind: "prefix", name }))).toEqual({ kind: "prefix", name });
      }),
    );
  });

  it.each(["", "made-up", Buffer.from('["other","a"]').toString("base64url")])("are not %j", (text) => {
    expect(readToken(text)).toBeNull();
  });
});
