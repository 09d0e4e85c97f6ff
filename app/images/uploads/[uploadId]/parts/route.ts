import { signPartsRequest, uploadParams } from "@/lib/contracts/multipart";
import { defineRoute } from "@/lib/http/define-route";
import { asEditor } from "@/lib/http/guards";
import { listParts } from "@/lib/operations/uploads/list-parts";
import { signParts } from "@/lib/operations/uploads/sign-parts";

export const GET = defineRoute({
  operation: "list-parts",
  guard: asEditor,
  params: uploadParams,
  limit: "upload",
  handle: async ({ viewer, params }) => Response.json(await listParts({ viewer, uploadId: params.uploadId })),
});

export const POST = defineRoute({
  operation: "sign-parts",
  guard: asEditor,
  params: uploadParams,
  body: signPartsRequest,
  limit: "upload",
  handle: async ({ viewer, params, body }) =>
    Response.json(await signParts({ viewer, uploadId: params.uploadId, ...body })),
});
