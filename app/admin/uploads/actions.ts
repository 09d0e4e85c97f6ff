"use server";

import { revalidatePath } from "next/cache";
import { after } from "next/server";
import { expireUploadRequest, reconcileRequest, retryRemovalsRequest } from "@/lib/contracts/housekeeping";
import { defineAction } from "@/lib/http/define-action";
import { asAdmin } from "@/lib/http/guards";
import { expireUpload } from "@/lib/operations/uploads/expire-upload";
import { requestReconcile } from "@/lib/operations/housekeeping/request-reconcile";
import { retryRemovals } from "@/lib/operations/housekeeping/retry-removals";
import { kickJobs } from "@/lib/operations/housekeeping/run-due-jobs";
import { paths } from "@/lib/paths";

const expire = defineAction({
  operation: "expire-upload",
  guard: asAdmin,
  input: expireUploadRequest,
  limit: "write",
  handle: ({ viewer, input: { uploadId } }) => expireUpload({ viewer, uploadId }),
});

const retry = defineAction({
  operation: "retry-removals",
  guard: asAdmin,
  input: retryRemovalsRequest,
  limit: "write",
  handle: ({ viewer, input: { key } }) => retryRemovals({ viewer, key }),
});

const reconcile = defineAction({
  operation: "request-reconcile",
  guard: asAdmin,
  input: reconcileRequest,
  limit: "write",
  handle: ({ viewer, input: { repair } }) => requestReconcile({ viewer, repair }),
});

export async function expireUploadAction(input: unknown) {
  return thenShowAnew(await expire(input));
}

export async function retryRemovalsAction(input: unknown) {
  return thenShowAnew(await retry(input));
}

export async function reconcileAction(input: unknown) {
  return thenShowAnew(await reconcile(input));
}

/** Also what failed: most likely the page was out of date. */
function thenShowAnew<T>(answer: T): T {
  after(kickJobs);
  revalidatePath(paths.uploads());
  return answer;
}
