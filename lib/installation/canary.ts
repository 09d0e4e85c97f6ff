/** The small picture that a browser sends to the store and shows again, to prove the whole way. */
export const CANARY_FILETYPE = "image/png";

/** A PNG of 2 x 2 pixels, in base64. */
export const CANARY_PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEUlEQVR4nGPok9brk9ZjgFAAGRIDXQRXCpIAAAAASUVORK5CYII=";
