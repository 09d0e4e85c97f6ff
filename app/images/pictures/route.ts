import type { PicturesResponse } from "@/lib/contracts/display";
import { listImagesQuery } from "@/lib/contracts/image";
import { defineRoute } from "@/lib/http/define-route";
import { asAnyone } from "@/lib/http/guards";
import { showGallery } from "@/lib/operations/images/show-gallery";

export const GET = defineRoute({
  operation: "list-pictures",
  guard: asAnyone,
  query: listImagesQuery,
  limit: "sign",
  handle: async ({ viewer, query }) => {
    const { pictures, nextCursor } = await showGallery({ viewer, query });
    const answer: PicturesResponse = { pictures, nextCursor };
    return Response.json(answer);
  },
});
