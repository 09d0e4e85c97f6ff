import { presignUploadRequest } from "@/lib/contracts/upload";
import { answerOne } from "@/lib/http/answers";
import { defineRoute } from "@/lib/http/define-route";
import { asEditor } from "@/lib/http/guards";
import { presignUploads } from "@/lib/operations/uploads/presign-uploads";

export const POST = defineRoute({
  operation: "presign-upload",
  guard: asEditor,
  body: presignUploadRequest,
  limit: "upload",
  handle: async ({ viewer, body }) =>
    answerOne(await presignUploads({ viewer, files: [body] }), (upload) => Response.json(upload)),
});
