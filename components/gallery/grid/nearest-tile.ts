/** Which tile an arrow key leads to, by where the tiles stand on the screen. */
export type Box = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

/**
 * The index that a key leads to from the tile at `from`; null when there is nothing on that side. Left and right walk
 * through the list and over the ends of rows; up and down go to the tile of the neighbouring row that is nearest.
 */
export function nextTile(key: string, from: number, boxes: readonly Box[]): number | null {
  if (key === "ArrowRight") return from + 1 < boxes.length ? from + 1 : null;
  if (key === "ArrowLeft") return from > 0 ? from - 1 : null;
  if (key === "Home") return boxes.length > 0 ? 0 : null;
  if (key === "End") return boxes.length > 0 ? boxes.length - 1 : null;
  if (key === "ArrowUp" || key === "ArrowDown") return nearestInNextRow(key === "ArrowDown", from, boxes);
  return null;
}

function nearestInNextRow(down: boolean, from: number, boxes: readonly Box[]): number | null {
  const here = boxes[from];
  if (here === undefined) return null;
  const middle = here.left + here.width / 2;
  let best: { index: number; rows: number; aside: number } | null = null;
  for (const [index, box] of boxes.entries()) {
    const rows = down ? box.top - here.top : here.top - box.top;
    if (rows < 1) continue;
    const aside = Math.max(box.left - middle, middle - (box.left + box.width), 0);
    const nearer =
      best === null || rows < best.rows - 1 || (Math.abs(rows - best.rows) <= 1 && aside < best.aside);
    if (nearer) best = { index, rows, aside };
  }
  return best?.index ?? null;
}
