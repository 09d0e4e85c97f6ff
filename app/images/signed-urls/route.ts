import { signedUrlsRequest } from "@/lib/contracts/display";
import { defineRoute } from "@/lib/http/define-route";
import { asAnyone } from "@/lib/http/guards";
import { signImageUrls } from "@/lib/operations/sign-image-urls";

export const POST = defineRoute({
  operation: "sign-image-urls",
  guard: asAnyone,
  body: signedUrlsRequest,
  limit: "sign",
  handle: async ({ viewer, body }) => Response.json({ urls: await signImageUrls({ viewer, ids: body.ids }) }),
});
