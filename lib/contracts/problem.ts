/** An error as the API gives it: RFC 9457 `application/problem+json`, with a stable `code`. */
import { z } from "zod";

export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  /** For bad input: where, and what is wrong there. */
  issues: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  requestId: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
