import { after } from "next/server";
import { describeImageRequest, imageParams } from "@/lib/contracts/image";
import { answerImage } from "@/lib/http/answers";
import { defineRoute } from "@/lib/http/define-route";
import { asAnyone, asEditor } from "@/lib/http/guards";
import { readIfMatch } from "@/lib/http/read-request";
import { deleteImage } from "@/lib/operations/images/delete-image";
import { describeImage } from "@/lib/operations/images/describe-image";
import { loadImage } from "@/lib/operations/images/load-image";
import { kickJobs } from "@/lib/operations/housekeeping/run-due-jobs";

export const GET = defineRoute({
  operation: "load-image",
  guard: asAnyone,
  params: imageParams,
  limit: "read",
  handle: async ({ viewer, params }) => answerImage(await loadImage({ viewer, id: params.id })),
});

export const PATCH = defineRoute({
  operation: "describe-image",
  guard: asEditor,
  params: imageParams,
  body: describeImageRequest,
  limit: "write",
  handle: async ({ viewer, params, body, request }) => {
    after(kickJobs);
    const revision = readIfMatch(request);
    return answerImage(await describeImage({ viewer, id: params.id, change: body, revision }));
  },
});

export const DELETE = defineRoute({
  operation: "delete-image",
  guard: asEditor,
  params: imageParams,
  limit: "write",
  handle: async ({ viewer, params }) => {
    after(kickJobs);
    await deleteImage({ viewer, id: params.id });
    return new Response(null, { status: 204 });
  },
});
