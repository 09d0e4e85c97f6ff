import { presignUploadsRequest } from "@/lib/contracts/upload";
import { answerEach } from "@/lib/http/answers";
import { defineRoute } from "@/lib/http/define-route";
import { asEditor } from "@/lib/http/guards";
import { presignUploads } from "@/lib/operations/uploads/presign-uploads";

export const POST = defineRoute({
  operation: "presign-uploads",
  guard: asEditor,
  body: presignUploadsRequest,
  limit: "upload",
  handle: async ({ viewer, body, requestId }) => {
    const uploads = await presignUploads({ viewer, files: body.files });
    return Response.json({ uploads: answerEach(uploads, requestId, (upload) => upload) });
  },
});
