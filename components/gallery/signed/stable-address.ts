/** Where the stable address stands on an `<img>` whose signed URL may have ended by the time it is loaded. */
export const STABLE_ADDRESS = "data-stable";
