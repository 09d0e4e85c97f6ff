/**
 * Why bytes are not taken for an image. Thrown by the parsers of this room, and caught in one place:
 * `inspectImage` turns it into its answer. Never leaves the room.
 */

export type RefusalReason =
  "not_an_accepted_type" | "truncated" | "malformed" | "too_many_pixels" | "too_many_frames";

export class Refusal extends Error {
  override readonly name = "Refusal";

  /** @param detail a sentence that may be shown to the person who uploaded the file */
  constructor(
    readonly reason: RefusalReason,
    readonly detail: string,
  ) {
    super(detail);
  }
}

/** @throws Refusal always */
export function refuse(reason: RefusalReason, detail: string): never {
  throw new Refusal(reason, detail);
}
