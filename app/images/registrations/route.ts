import { after } from "next/server";
import { registrationsRequest } from "@/lib/contracts/upload";
import { answerEach, imageBody } from "@/lib/http/answers";
import { defineRoute } from "@/lib/http/define-route";
import { asEditor } from "@/lib/http/guards";
import { registerImages } from "@/lib/operations/uploads/register-images";
import { kickJobs } from "@/lib/operations/housekeeping/run-due-jobs";

export const POST = defineRoute({
  operation: "register-images",
  guard: asEditor,
  body: registrationsRequest,
  limit: "upload",
  handle: async ({ viewer, body, requestId }) => {
    after(kickJobs);
    const registered = await registerImages({ viewer, registrations: body.images });
    return Response.json({ images: answerEach(registered, requestId, ({ image }) => imageBody(image)) });
  },
});
