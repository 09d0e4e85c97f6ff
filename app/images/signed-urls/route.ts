import { signedUrlsRequest } from "@/lib/contracts/display";
import { defineRoute } from "@/lib/http/define-route";
import { asAnyone } from "@/lib/http/guards";
import { signImageUrls } from "@/lib/operations/delivery/sign-image-urls";

export const POST = defineRoute({
  operation: "sign-image-urls",
  guard: asAnyone,
  body: signedUrlsRequest,
  limit: "sign",
  handle: async ({ viewer, body: { ids, variant, format, srcset } }) => {
    const wish = { variant: variant ?? null, takesAvif: format === "avif" };
    return Response.json({ urls: await signImageUrls({ viewer, ids, wish, srcset }) });
  },
});
