import { after } from "next/server";
import { uploadParams } from "@/lib/contracts/multipart";
import { defineRoute } from "@/lib/http/define-route";
import { asEditor } from "@/lib/http/guards";
import { abortUpload } from "@/lib/operations/uploads/abort-upload";
import { kickJobs } from "@/lib/operations/housekeeping/run-due-jobs";

export const DELETE = defineRoute({
  operation: "abort-upload",
  guard: asEditor,
  params: uploadParams,
  limit: "upload",
  handle: async ({ viewer, params }) => {
    after(kickJobs);
    await abortUpload({ viewer, uploadId: params.uploadId });
    return new Response(null, { status: 204 });
  },
});
