/** What a crashing process can be asked to do, and what it answers, as they pass between the processes. */
import { z } from "zod";
import { presignMultipartResponse, signPartsResponse } from "@/lib/contracts/multipart";
import { presignUploadResponse } from "@/lib/contracts/upload";

const viewer = z.object({ id: z.string() });
const file = z.object({
  filename: z.string(),
  filetype: z.string(),
  size: z.number().optional(),
  sha256: z.string().optional(),
});

export const callSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("presign"), viewer, files: z.array(file) }),
  /** `failing`: the store does not answer when it is asked to copy. */
  z.object({
    kind: z.literal("register"),
    viewer,
    keys: z.array(z.string()),
    failing: z.boolean(),
    poster: z.string().optional(),
  }),
  /** An upload in parts. */
  z.object({ kind: z.literal("begin"), viewer, size: z.number() }),
  z.object({ kind: z.literal("parts"), viewer, uploadId: z.string(), partNumbers: z.array(z.number()) }),
  /** `large`: too much to read in a request, so that a job has to finish it. */
  z.object({
    kind: z.literal("complete"),
    viewer,
    key: z.string(),
    parts: z.array(z.object({ partNumber: z.number(), etag: z.string() })),
    large: z.boolean(),
  }),
  z.object({ kind: z.literal("finish"), uploadId: z.string() }),
  z.object({ kind: z.literal("abort"), viewer, uploadId: z.string() }),
  z.object({ kind: z.literal("sign"), viewer, id: z.string() }),
  z.object({ kind: z.literal("delete"), viewer, id: z.string() }),
  z.object({ kind: z.literal("revoke"), viewer, id: z.string() }),
  z.object({ kind: z.literal("sweep") }),
  z.object({ kind: z.literal("remove") }),
]);
export type Call = z.infer<typeof callSchema>;

/** One call, and the failpoint (`name:hit`) at which the process is to end meanwhile; "" for none. */
export const orderSchema = z.object({ call: callSchema, failpoint: z.string() });
export type Order = z.infer<typeof orderSchema>;

const refusal = z.object({ code: z.string() });
const registered = z.object({ imageId: z.string(), sha256: z.string() });
const signed = z.object({ url: z.string(), key: z.string() });

const schemas = {
  presign: z.array(z.union([presignUploadResponse, refusal])),
  register: z.array(z.union([registered, refusal])),
  begin: z.union([presignMultipartResponse, refusal]),
  parts: z.union([signPartsResponse, refusal]),
  complete: z.union([registered, refusal]),
  finish: z.null(),
  abort: z.union([z.object({ aborted: z.literal(true) }), refusal]),
  sign: z.union([signed, refusal]),
  delete: z.union([z.object({ deleted: z.literal(true) }), refusal]),
  revoke: z.union([z.object({ revoked: z.boolean() }), refusal]),
  sweep: z.number(),
  remove: z.number(),
} as const satisfies Record<Call["kind"], z.ZodType>;

type Answers = { readonly [K in Call["kind"]]: z.infer<(typeof schemas)[K]> };
export type AnswerTo<K extends Call["kind"]> = Answers[K];

/** The schema of the answer to each kind of call. */
export const answers: { readonly [K in Call["kind"]]: z.ZodType<Answers[K]> } = schemas;

/** What a process says: that it is ready, what the answer is, or that the operation threw, foreseen or not. */
export const reportSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("answer"), value: z.unknown() }),
  z.object({ kind: z.literal("refused"), code: z.string() }),
  z.object({ kind: z.literal("broken"), error: z.string() }),
]);
export type Report = z.infer<typeof reportSchema>;
