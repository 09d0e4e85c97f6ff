"use server";

import { z } from "zod";
import { describeImageRequest, imageParams } from "@/lib/contracts/image";
import { defineAction } from "@/lib/http/define-action";
import { asEditor } from "@/lib/http/guards";
import { deleteImage } from "@/lib/operations/delete-image";
import { describeImage } from "@/lib/operations/describe-image";

const describe = defineAction({
  operation: "describe-image",
  guard: asEditor,
  input: z.strictObject({
    ...imageParams.shape,
    ...describeImageRequest.shape,
    revision: z.number().int().nonnegative(),
  }),
  limit: "write",
  handle: async ({ viewer, input: { id, revision, ...change } }) => {
    await describeImage({ viewer, id, change, revision });
  },
});

const remove = defineAction({
  operation: "delete-image",
  guard: asEditor,
  input: imageParams,
  limit: "write",
  handle: ({ viewer, input: { id } }) => deleteImage({ viewer, id }),
});

export async function describeImageAction(input: unknown) {
  return describe(input);
}

export async function deleteImageAction(input: unknown) {
  return remove(input);
}
