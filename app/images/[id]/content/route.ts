import { contentQuery } from "@/lib/contracts/display";
import { imageParams } from "@/lib/contracts/image";
import { redirectToSigned } from "@/lib/http/answers";
import { defineRoute } from "@/lib/http/define-route";
import { asAnyone } from "@/lib/http/guards";
import { takesAvif } from "@/lib/http/takes-avif";
import { signImageUrl } from "@/lib/operations/delivery/sign-image-url";

export const GET = defineRoute({
  operation: "redirect-to-content",
  guard: asAnyone,
  params: imageParams,
  query: contentQuery,
  limit: "sign",
  handle: async ({ viewer, params, query, request }) => {
    const { signed, keptSeconds } = await signImageUrl({
      viewer,
      target: { id: params.id },
      disposition: query.disposition,
      wish: { variant: query.variant ?? null, takesAvif: takesAvif(request.headers.get("accept") ?? "") },
    });
    return redirectToSigned(signed.url, keptSeconds);
  },
});
