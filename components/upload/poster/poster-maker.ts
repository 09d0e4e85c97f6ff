/** Whoever makes a picture of a video for the engine: the browser's own player, or a test. */
export interface PosterMaker {
  /** Null when the video cannot be played here; never rejects. */
  make(video: File, signal: AbortSignal): Promise<Blob | null>;
}
