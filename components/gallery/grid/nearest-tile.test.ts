import { describe, expect, it } from "vitest";
import { type Box, nextTile } from "./nearest-tile";

/** Rows of tiles given by their widths, 100 high, with gaps of 4. */
function layOut(...rows: number[][]): Box[] {
  return rows.flatMap((widths, row) => {
    let left = 0;
    return widths.map((width) => {
      const box = { left, top: row * 104, width, height: 100 };
      left += width + 4;
      return box;
    });
  });
}

// 0 1 2 / 3 4 / 5
const boxes = layOut([100, 100, 100], [60, 240], [150]);

describe("nextTile", () => {
  it("walks left and right over the ends of rows", () => {
    expect(nextTile("ArrowRight", 2, boxes)).toBe(3);
    expect(nextTile("ArrowLeft", 3, boxes)).toBe(2);
  });

  it("goes down to the tile below, however wide the tiles are", () => {
    expect(nextTile("ArrowDown", 0, boxes)).toBe(3);
    expect(nextTile("ArrowDown", 1, boxes)).toBe(4);
    expect(nextTile("ArrowDown", 4, boxes)).toBe(5);
  });

  it("goes up to the neighbouring row and not past it", () => {
    expect(nextTile("ArrowUp", 5, boxes)).toBe(4);
    expect(nextTile("ArrowUp", 4, boxes)).toBe(1);
  });

  it("stays at the edges", () => {
    expect(nextTile("ArrowUp", 1, boxes)).toBeNull();
    expect(nextTile("ArrowDown", 5, boxes)).toBeNull();
    expect(nextTile("ArrowLeft", 0, boxes)).toBeNull();
    expect(nextTile("ArrowRight", 5, boxes)).toBeNull();
  });

  it("jumps to the first and the last tile", () => {
    expect(nextTile("Home", 4, boxes)).toBe(0);
    expect(nextTile("End", 0, boxes)).toBe(5);
  });

  it("leaves other keys alone", () => {
    expect(nextTile("Enter", 1, boxes)).toBeNull();
  });
});
