import { after } from "next/server";
import { listImagesQuery } from "@/lib/contracts/image";
import { registerImageRequest } from "@/lib/contracts/upload";
import { answerImage, answerOne } from "@/lib/http/answers";
import { defineRoute } from "@/lib/http/define-route";
import { asAnyone, asEditor } from "@/lib/http/guards";
import { listImages } from "@/lib/operations/images/list-images";
import { registerImages } from "@/lib/operations/uploads/register-images";
import { kickJobs } from "@/lib/operations/housekeeping/run-due-jobs";

export const GET = defineRoute({
  operation: "list-images",
  guard: asAnyone,
  query: listImagesQuery,
  limit: "read",
  handle: async ({ viewer, query }) => Response.json(await listImages({ viewer, query })),
});

export const POST = defineRoute({
  operation: "register-image",
  guard: asEditor,
  body: registerImageRequest,
  limit: "upload",
  handle: async ({ viewer, body }) => {
    after(kickJobs);
    const registered = await registerImages({ viewer, registrations: [body] });
    return answerOne(registered, ({ image, isNew }) => answerImage(image, isNew ? 201 : 200));
  },
});
