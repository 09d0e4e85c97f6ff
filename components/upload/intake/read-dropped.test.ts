import { describe, expect, test } from "vitest";
import { type DroppedEntry, readEntries } from "./read-dropped";

const file = (name: string, broken = false) => ({
  isDirectory: false,
  name,
  file: (found: (file: File) => void, failed: (error: unknown) => void) =>
    broken ? failed(new Error("unreadable")) : found(new File(["x"], name)),
});

/** A folder that hands out its entries a hundred at a time, as browsers do. */
const folder = (name: string, entries: readonly DroppedEntry[]) => ({
  isDirectory: true,
  name,
  createReader: () => {
    let given = 0;
    const readEntries = (found: (some: readonly DroppedEntry[]) => void) => {
      found(entries.slice(given, given + 100));
      given += 100;
    };
    return { readEntries };
  },
});

async function namesIn(entries: readonly DroppedEntry[]): Promise<string[]> {
  const names: string[] = [];
  await readEntries(entries, (files) => names.push(...files.map(({ name }) => name)));
  return names;
}

describe("reading what was dropped", () => {
  test("finds every file of nested folders, also beyond a reader's first hundred", async () => {
    const many = Array.from({ length: 250 }, (_, place) => file(`${place}.jpg`));
    const names = await namesIn([
      folder("a", [...many, folder("b", [folder("c", [file("deep.png")])])]),
      file("top.gif"),
    ]);
    expect(names).toHaveLength(252);
    expect(names[0]).toBe("top.gif");
    expect(names.at(-1)).toBe("deep.png");
  });

  test("leaves out what systems keep in folders for themselves", async () => {
    const litter = [
      file(".DS_Store"),
      file("Thumbs.db"),
      file("desktop.ini"),
      file("._a.png"),
      folder("__MACOSX", [file("a.png")]),
    ];
    expect(await namesIn([folder("a", [...litter, file("keep.png")])])).toEqual(["keep.png"]);
  });

  test("goes on past a file that cannot be read", async () => {
    expect(await namesIn([folder("a", [file("broken.png", true), file("sound.png")])])).toEqual([
      "sound.png",
    ]);
  });

  test("finds nothing in an empty folder", async () => {
    expect(await namesIn([folder("empty", [])])).toEqual([]);
  });
});
