/** Turns and mirrorings, one after another, as the one EXIF orientation that shows the same. */
import type { Turn } from "./heif-items";
import type { Orientation } from "../picture/image-header";

// Any chain of turns equals "mirror left and right, or do not; then so many quarter turns anticlockwise".
const ORIENTATION_OF_UNMIRRORED: readonly Orientation[] = [1, 8, 3, 6];
const ORIENTATION_OF_MIRRORED: readonly Orientation[] = [2, 5, 4, 7];

export function turnOf(turns: readonly Turn[]): Orientation {
  let quarters = 0;
  let isMirrored = false;
  for (const turn of turns) {
    if (turn.by === "mirror") {
      isMirrored = !isMirrored;
      quarters = turn.swaps === "left and right" ? -quarters : 2 - quarters;
      continue;
    }
    quarters += turn.count;
  }
  const orientations = isMirrored ? ORIENTATION_OF_MIRRORED : ORIENTATION_OF_UNMIRRORED;
  return orientations[((quarters % 4) + 4) % 4] ?? 1;
}
