import "server-only";
import type { Picture } from "@/lib/contracts/display";
import { toImageView } from "@/lib/contracts/image-view";
import { type AuditResponse, toAuditEventView } from "@/lib/contracts/audit";
import { listAuditPage } from "@/lib/db/audit/list-audit-page";
import { recordHandOuts } from "@/lib/db/audit/record-hand-outs";
import { findImage } from "@/lib/db/images/images";
import { isRevocationPending } from "@/lib/db/images/revocations";
import { findVariantProblem } from "@/lib/db/variants/variant-rebuilds";
import { findUser } from "@/lib/db/users";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { mayChange, mayRead } from "@/lib/images/access";
import { handOutOf } from "@/lib/images/audit";
import { chooseSources } from "@/lib/images/shown";
import type { Viewer } from "@/lib/images/viewer";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import { secondsToKeep, toSignedSource } from "@/lib/storage/sign-image";

export type ShownImage = {
  readonly picture: Picture;
  readonly revision: number;
  readonly mayChange: boolean;
  /** The latest of what is on record; null for those who may not change the image. */
  readonly audit: AuditResponse | null;
  /** Whether its URLs are still to be ended, as somebody has asked. */
  readonly revocationPending: boolean;
  /** Null to anonymous viewers, and when the uploader's account is gone. */
  readonly uploaderName: string | null;
  /** Why no picture could be made of it, to those who may change it; null when all is well. */
  readonly variantProblem: string | null;
  /** For how long this may be kept: every URL in it outlives that. */
  readonly keptSeconds: number;
};

const LATEST = 10;

/** One image with all that its page shows. @throws AppError `image_not_found` also for what the viewer may not see */
export async function showImage({
  viewer,
  id,
  storage = s3ObjectStorage,
}: {
  viewer: Viewer;
  id: string;
  storage?: ObjectStorage;
}): Promise<ShownImage> {
  const image = await findImage(id);
  if (image === null || !mayRead(viewer, image)) throw new AppError("image_not_found");
  const uploader =
    viewer.kind === "user" && image.uploadedById !== null ? await findUser(image.uploadedById) : null;
  const sources = chooseSources(viewer, image, "animated");
  const signed = await toSignedSource(storage, image, sources);
  const largest = sources.at(-1);
  if (largest !== undefined && signed !== null)
    await recordHandOuts(viewer, [handOutOf(image.id, largest, "inline", signed)]);
  const changes = mayChange(viewer, image);
  return {
    audit: changes ? await latestEvents(image.id) : null,
    revocationPending: changes && (await isRevocationPending(image.id)),
    picture: { image: toImageView(image, env().NEXTAUTH_URL), signed },
    revision: image.revision,
    mayChange: changes,
    variantProblem: changes && image.variantState === "failed" ? await findVariantProblem(image.id) : null,
    keptSeconds: await secondsToKeep(storage, signed === null ? [] : [signed]),
    uploaderName: uploader === null ? null : (uploader.name ?? uploader.email),
  };
}

async function latestEvents(imageId: string): Promise<AuditResponse> {
  const { events, nextCursor } = await listAuditPage({ imageId }, undefined, LATEST);
  return { events: events.map(toAuditEventView), nextCursor };
}
