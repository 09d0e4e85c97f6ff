import type { ImageView } from "@/lib/contracts/image";
import { formatDuration } from "../words";
import { PlayMark } from "./marks";

/** Says of a tile that it is a video, and how long it lasts when that is known. */
export function VideoMark({ image }: { image: Pick<ImageView, "kind" | "duration"> }) {
  if (image.kind !== "video") return null;
  return (
    <span className="absolute top-1.5 left-1.5 flex h-6 items-center gap-1 rounded-md bg-black/60 px-1.5 text-xs text-white tabular-nums">
      <PlayMark className="size-3" />
      <span className="sr-only">, video </span>
      {image.duration === null ? null : formatDuration(image.duration)}
    </span>
  );
}
