/**
 * What parent and child say to each other. Either way: four bytes that give a length, so much JSON, then bytes. The
 * parent believes nothing of an answer before it has checked it: a decoder that was taken over may say anything.
 */
import { z } from "zod";
import { VARIANT_FORMATS, VARIANT_NAMES } from "@/lib/images/variant";

/** Goes before the bytes of an original. */
export type MakingRequest = {
  readonly filetype: string;
  readonly sizeBytes: number;
  /** Of one frame; more is not decoded. */
  readonly maxPixels: number;
};

export const MAX_PARTS = 2;
export const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_PICTURE_BYTES = 32 * 1024 * 1024;

const made = z.strictObject({
  ok: z.literal(true),
  /** Pictures come in parts: the small ones as soon as they are made, the rest when all is. */
  isLast: z.boolean(),
  /** Base64. */
  thumbhash: z.base64().max(64),
  /** In the order in which their bytes follow. */
  pictures: z
    .array(
      z.strictObject({
        name: z.enum(VARIANT_NAMES),
        format: z.enum(VARIANT_FORMATS),
        widthPx: z.int().positive(),
        heightPx: z.int().positive(),
        sizeBytes: z.int().positive().max(MAX_PICTURE_BYTES),
      }),
    )
    .max(VARIANT_NAMES.length * VARIANT_FORMATS.length),
});
const refused = z.strictObject({ ok: z.literal(false), detail: z.string().max(1000) });

export const makingAnswer = z.discriminatedUnion("ok", [made, refused]);
export type MakingAnswer = z.infer<typeof makingAnswer>;
