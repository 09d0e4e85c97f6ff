"use server";

import { revalidatePath } from "next/cache";
import { after } from "next/server";
import { z } from "zod";
import { describeImageRequest, imageParams } from "@/lib/contracts/image";
import { revocationBody } from "@/lib/http/answers";
import { defineAction } from "@/lib/http/define-action";
import { asEditor } from "@/lib/http/guards";
import { deleteImage } from "@/lib/operations/images/delete-image";
import { describeImage } from "@/lib/operations/images/describe-image";
import { revokeImage } from "@/lib/operations/images/revoke-image";
import { kickJobs } from "@/lib/operations/housekeeping/run-due-jobs";
import { paths } from "@/lib/paths";

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

const revoke = defineAction({
  operation: "revoke-image",
  guard: asEditor,
  input: imageParams,
  limit: "write",
  handle: async ({ viewer, input: { id } }) => revocationBody(await revokeImage({ viewer, id })),
});

const remove = defineAction({
  operation: "delete-image",
  guard: asEditor,
  input: imageParams,
  limit: "write",
  handle: ({ viewer, input: { id } }) => deleteImage({ viewer, id }),
});

/** Answers with the image's page as it is now, whether the change was saved or somebody else's came first. */
export async function describeImageAction(input: unknown) {
  after(kickJobs);
  const answer = await describe(input);
  forgetShownPages();
  return answer;
}

/** Answers with the page anew: what it shows has another address now. */
export async function revokeImageAction(input: unknown) {
  after(kickJobs);
  const answer = await revoke(input);
  if (answer.ok) forgetShownPages();
  return answer;
}

export async function deleteImageAction(input: unknown) {
  after(kickJobs);
  const answer = await remove(input);
  if (answer.ok) forgetShownPages();
  return answer;
}

/** What the browser keeps of the gallery for going back would show the image as it was. */
function forgetShownPages(): void {
  revalidatePath(paths.gallery(), "layout");
}
