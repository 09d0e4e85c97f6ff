import { signedUrlQuery } from "@/lib/contracts/display";
import { imageParams } from "@/lib/contracts/image";
import { defineRoute } from "@/lib/http/define-route";
import { asAnyone } from "@/lib/http/guards";
import { signImageUrl } from "@/lib/operations/delivery/sign-image-url";

export const GET = defineRoute({
  operation: "sign-image-url",
  guard: asAnyone,
  params: imageParams,
  query: signedUrlQuery,
  limit: "sign",
  handle: async ({ viewer, params, query }) => {
    const { signed } = await signImageUrl({
      viewer,
      target: { id: params.id },
      disposition: query.disposition,
      wish: { variant: query.variant ?? null, takesAvif: query.format === "avif" },
    });
    return Response.json(signed);
  },
});
