"use client";

import { Download, VideoOff } from "lucide-react";
import { useRef, useState } from "react";
import { buttonStyles } from "@/components/ui/button-styles";
import type { Picture } from "@/lib/contracts/display";
import { paths } from "@/lib/paths";
import { pictureRatio } from "../grid/tile-ratio";

type VideoPlayerProps = { picture: Picture; name: string; className: string };

/**
 * Plays a video by its stable address, which leads to a signed URL. That URL may end while the video is paused: the
 * address then leads to a new one, and the video goes on where it was. What fails twice at one place cannot be played.
 */
export function VideoPlayer({ picture: { image, signed }, name, className }: VideoPlayerProps) {
  const player = useRef<HTMLVideoElement>(null);
  const failedAt = useRef<number | null>(null);
  const [isUnplayable, setIsUnplayable] = useState(false);
  const onError = () => {
    const element = player.current;
    if (element === null) return;
    const at = element.currentTime;
    if (failedAt.current === at) return setIsUnplayable(true);
    failedAt.current = at;
    const wasPlaying = !element.paused;
    element.load();
    element.currentTime = at;
    if (wasPlaying) void element.play().catch(() => undefined);
  };
  if (isUnplayable) return <Unplayable id={image.id} />;
  return (
    <video
      ref={player}
      src={paths.api.content(image.id)}
      poster={signed?.url}
      controls
      playsInline
      preload="metadata"
      aria-label={image.alt === "" ? name : image.alt}
      onError={onError}
      style={{ "--ratio": pictureRatio(image) }}
      className={className}
    />
  );
}

function Unplayable({ id }: { id: string }) {
  return (
    <div role="alert" className="flex flex-col items-center justify-center gap-3 p-8 text-center text-muted">
      <VideoOff aria-hidden className="size-7" />
      <p>This browser cannot play the video, or it is out of reach just now.</p>
      <a href={`${paths.api.content(id)}?disposition=attachment`} download className={buttonStyles()}>
        <Download aria-hidden />
        Download
      </a>
    </div>
  );
}
