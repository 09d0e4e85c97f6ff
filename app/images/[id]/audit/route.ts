import { imageAuditQuery } from "@/lib/contracts/audit";
import { imageParams } from "@/lib/contracts/image";
import { defineRoute } from "@/lib/http/define-route";
import { asEditor } from "@/lib/http/guards";
import { loadImageAudit } from "@/lib/operations/audit/load-image-audit";

export const GET = defineRoute({
  operation: "load-image-audit",
  guard: asEditor,
  params: imageParams,
  query: imageAuditQuery,
  limit: "read",
  handle: async ({ viewer, params, query }) =>
    Response.json(await loadImageAudit({ viewer, id: params.id, query })),
});
