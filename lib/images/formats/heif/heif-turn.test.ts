import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Turn } from "./heif-items";
import { turnOf } from "./heif-turn";
import type { Orientation } from "../picture/image-header";

type Picture = string[];

const flipLeftRight = (picture: Picture): Picture => picture.map((row) => Array.from(row).reverse().join(""));
const flipTopBottom = (picture: Picture): Picture => [...picture].reverse();
const transpose = (picture: Picture): Picture =>
  Array.from(picture[0] ?? "").map((_, column) => picture.map((row) => row[column]).join(""));
const quarterAnticlockwise = (picture: Picture): Picture => flipTopBottom(transpose(picture));

// Straight from the words of EXIF: where row 0 and column 0 of the stored picture are displayed.
const displayed: Record<Orientation, (picture: Picture) => Picture> = {
  1: (picture) => picture,
  2: flipLeftRight,
  3: (picture) => flipTopBottom(flipLeftRight(picture)),
  4: flipTopBottom,
  5: transpose,
  6: (picture) => flipLeftRight(transpose(picture)),
  7: (picture) => flipLeftRight(flipTopBottom(transpose(picture))),
  8: (picture) => flipTopBottom(transpose(picture)),
};

function apply(picture: Picture, turn: Turn): Picture {
  if (turn.by === "mirror")
    return turn.swaps === "left and right" ? flipLeftRight(picture) : flipTopBottom(picture);
  let turned = picture;
  for (let quarter = 0; quarter < turn.count; quarter += 1) turned = quarterAnticlockwise(turned);
  return turned;
}

const turns = fc.oneof(
  fc.record({
    by: fc.constant("quarter turns anticlockwise" as const),
    count: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({
    by: fc.constant("mirror" as const),
    swaps: fc.constantFrom("top and bottom", "left and right"),
  }),
);

describe("a chain of turns and mirrorings", () => {
  it("shows the picture as the orientation that is named for it", () => {
    const picture = ["abc", "def"];
    fc.assert(
      fc.property(fc.array(turns, { maxLength: 6 }), (chain) => {
        const shown = chain.reduce(apply, picture);
        expect(displayed[turnOf(chain)](picture)).toEqual(shown);
      }),
    );
  });
});
