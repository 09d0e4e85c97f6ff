import "server-only";
import { type AuditResponse, type ImageAuditQuery, toAuditEventView } from "@/lib/contracts/audit";
import { listAuditPage } from "@/lib/db/audit/list-audit-page";
import { findImage } from "@/lib/db/images/images";
import { isUuid } from "@/lib/db/uuid";
import { AppError } from "@/lib/errors";
import { mayChange } from "@/lib/images/access";
import type { EditorViewer } from "@/lib/images/viewer";

/**
 * What is on record of one image, newest first: for those who may change it; of a deleted one for admins.
 * @throws AppError `image_not_found`, `not_allowed`, `invalid_request` for a foreign cursor
 */
export async function loadImageAudit({
  viewer,
  id,
  query,
}: {
  viewer: EditorViewer;
  id: string;
  query: ImageAuditQuery;
}): Promise<AuditResponse> {
  const image = await findImage(id);
  if (image === null && (viewer.role !== "admin" || !isUuid(id))) throw new AppError("image_not_found");
  if (image !== null && !mayChange(viewer, image))
    throw new AppError("not_allowed", { detail: "Only its uploader and admins may see its history." });
  const { events, nextCursor } = await listAuditPage({ imageId: id }, query.cursor, query.limit);
  if (image === null && events.length === 0) throw new AppError("image_not_found");
  return { events: events.map(toAuditEventView), nextCursor };
}
