import { signedUrlByKeyQuery } from "@/lib/contracts/display";
import { defineRoute } from "@/lib/http/define-route";
import { asAnyone } from "@/lib/http/guards";
import { signImageUrl } from "@/lib/operations/delivery/sign-image-url";

export const GET = defineRoute({
  operation: "sign-image-url-by-key",
  guard: asAnyone,
  query: signedUrlByKeyQuery,
  limit: "sign",
  handle: async ({ viewer, query }) => {
    const { signed } = await signImageUrl({
      viewer,
      target: { key: query.key },
      disposition: query.disposition,
      wish: { variant: query.variant ?? null, takesAvif: query.format === "avif" },
    });
    return Response.json(signed);
  },
});
