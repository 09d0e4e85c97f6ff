/** The ground that a picture, a video or a document stands on. */
export const STAGE =
  "relative grid place-items-center bg-stage p-0 lg:sticky lg:top-(--top-bar) lg:h-[calc(100dvh-var(--top-bar))] lg:p-6";
export const FRAME = "framed [--tallest:62svh] lg:[--tallest:calc(100dvh-var(--top-bar)-3rem)]";
