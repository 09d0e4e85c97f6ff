import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { UploadItem, UploadStage } from "../engine/upload-item";
import { ownFailure } from "../problems/upload-failure";
import { arrangeRows, SHORT_LIST } from "./arrange-rows";

const file = new File(["x"], "a.png");
const STAGES: readonly UploadStage[] = [
  { name: "checking" },
  { name: "waiting", note: null },
  { name: "hashing", readBytes: 0 },
  { name: "uploading", sentBytes: 0 },
  { name: "registering", asked: true, note: null },
  { name: "done", image: { id: "1" } },
  { name: "failed", failure: ownFailure("file_too_large") },
  { name: "cancelled" },
];
const listOf = (stages: readonly UploadStage[], run = (place: number) => place) =>
  stages.map((stage, place): UploadItem => ({
    id: `${place}`,
    run: run(place),
    file,
    filename: "a.png",
    sizeBytes: 1,
    reachedBytes: 0,
    stage,
  }));

describe("the rows of the tray", () => {
  test("of a short list are all there, the newest run first and each run in its order", () => {
    const items = listOf(STAGES, (place) => (place < 5 ? 1 : 2));
    const [group] = arrangeRows(items);
    expect(group?.items.map(({ id }) => id)).toEqual(["5", "6", "7", "0", "1", "2", "3", "4"]);
  });

  test("of a long list: problems before what moves, before what waits, before what is finished", () => {
    const items = listOf(
      Array.from({ length: 4_000 }, (_, place) => STAGES[place % STAGES.length] ?? { name: "checking" }),
    );
    const groups = arrangeRows(items);
    expect(groups.map(({ name }) => name)).toEqual(["problems", "moving", "waiting", "finished"]);
    expect(groups.reduce((sum, group) => sum + group.items.length, 0)).toBeLessThan(200);
    expect(arrangeRows(items, 400)[0]?.items).toHaveLength(450);
  });

  test("with those that are only counted make up the whole list, none twice", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STAGES), { maxLength: 4 * SHORT_LIST }), (stages) => {
        const groups = arrangeRows(listOf(stages));
        const shown = groups.flatMap(({ items }) => items);
        const hidden = groups.reduce((sum, group) => sum + group.hidden, 0);
        expect(new Set(shown.map(({ id }) => id)).size).toBe(shown.length);
        expect(shown.length + hidden).toBe(stages.length);
      }),
    );
  });
});
