import { after } from "next/server";
import { imageParams } from "@/lib/contracts/image";
import { revocationBody } from "@/lib/http/answers";
import { defineRoute } from "@/lib/http/define-route";
import { asEditor } from "@/lib/http/guards";
import { revokeImage } from "@/lib/operations/images/revoke-image";
import { kickJobs } from "@/lib/operations/housekeeping/run-due-jobs";

export const POST = defineRoute({
  operation: "revoke-image",
  guard: asEditor,
  params: imageParams,
  limit: "write",
  handle: async ({ viewer, params }) => {
    after(kickJobs);
    const body = revocationBody(await revokeImage({ viewer, id: params.id }));
    return Response.json(body, { status: body.state === "done" ? 200 : 202 });
  },
});
