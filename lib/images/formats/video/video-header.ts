/** What the header of a film says. Nothing is decoded, and no codec is judged: that is up to who plays it. */
import type { VideoType } from "../../media-type";
import type { PixelSize } from "../picture/image-header";
import { refuse } from "../refusal";

export type VideoHeader = {
  readonly filetype: VideoType;
  /** As coded: what a decoder has to hold in memory. */
  readonly stored: PixelSize;
  /** As people see it: stretched and turned. */
  readonly displayed: PixelSize;
  /** Null when the file does not say, as recordings and streams may. */
  readonly durationMs: number | null;
};

// 24 days; what is longer is a lie or damage, and would not fit the column either.
const MAX_DURATION_MS = 2 ** 31 - 1;

/** Whole milliseconds; refuses what no film can last. */
export function checkDuration(durationMs: number): number {
  const isPlausible = durationMs >= 0 && durationMs <= MAX_DURATION_MS;
  if (!isPlausible) refuse("malformed", "The video says that it lasts impossibly long.");
  return Math.max(1, Math.round(durationMs));
}
