/** The answer to a revocation (docs/api.md). */
import { z } from "zod";
import { imageSchema } from "./image";

export const revocationResponse = z.strictObject({
  image: imageSchema,
  /** `pending`: it is written down, and done as soon as the store lets it. */
  state: z.enum(["done", "pending"]),
  /** Until when the last URL on record would have worked; null when none did. */
  lastUrlUntil: z.iso.datetime().nullable(),
  /** Whether the objects that the URLs led to are gone already: then none reads the bucket any more. */
  oldObjectsGone: z.boolean(),
  /** Whether a CDN may still answer the URLs on record from copies of its own, until `lastUrlUntil`. */
  copiesMayRemain: z.boolean(),
});
export type RevocationResponse = z.infer<typeof revocationResponse>;
