/** Bytes that are no picture that we can decode: another try would end the same. Everything else may be our fault. */
export class Unreadable extends Error {}

/** Takes what a decoder says against the bytes for a refusal; running out of memory is none. */
export async function orUnreadable<T>(decoding: Promise<T>): Promise<T> {
  try {
    return await decoding;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    if (/memory|allocat/i.test(said)) throw error;
    throw new Unreadable(said.split("\n")[0]);
  }
}
