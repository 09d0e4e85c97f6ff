import type { PosterMaker } from "./poster-maker";

const TIME_LIMIT_MS = 10_000;
const LONGEST_SIDE_PX = 1280;
/** The first frames are black more often than not. */
const AT_SECONDS = 1;

/** A frame of the video as WebP, by the browser's own player, which is never shown. */
export const browserPosterMaker: PosterMaker = {
  async make(video, signal) {
    const player = document.createElement("video");
    const url = URL.createObjectURL(video);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
    try {
      Object.assign(player, { muted: true, playsInline: true, preload: "auto", src: url });
      await heard(player, "loadeddata", limit);
      player.currentTime = Math.min(AT_SECONDS, (Number.isFinite(player.duration) ? player.duration : 0) / 2);
      await heard(player, "seeked", limit);
      return await draw(player);
    } catch {
      return null;
    } finally {
      player.removeAttribute("src");
      player.load();
      URL.revokeObjectURL(url);
    }
  },
};

function heard(player: HTMLVideoElement, event: "loadeddata" | "seeked", signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error("the video cannot be played here"));
    if (signal.aborted) return fail();
    signal.addEventListener("abort", fail, { once: true });
    player.addEventListener("error", fail, { once: true });
    player.addEventListener(event, () => resolve(), { once: true });
  });
}

async function draw(player: HTMLVideoElement): Promise<Blob | null> {
  const { videoWidth, videoHeight } = player;
  if (videoWidth === 0 || videoHeight === 0) return null;
  const scale = Math.min(1, LONGEST_SIDE_PX / Math.max(videoWidth, videoHeight));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(videoWidth * scale)),
    Math.max(1, Math.round(videoHeight * scale)),
  );
  canvas.getContext("2d")?.drawImage(player, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.85 });
  // A browser that cannot write WebP writes PNG.
  return blob.type === "image/webp" || blob.type === "image/png" ? blob : null;
}
