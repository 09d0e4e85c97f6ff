import { z } from "zod";

/** Text of at most `maxLength` UTF-16 units. NUL alone is refused: Postgres keeps every character but that one. */
export function text(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .refine((value) => !value.includes("\0"), { error: "must not contain the character NUL" });
}
