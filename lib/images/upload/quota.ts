/** How much one person may keep and have under way at once. What is pending counts as if it were kept already. */
import { formatBytes } from "./upload-policy";

/** Null: no limit. */
export type Quota = {
  readonly maxBytes: number | null;
  readonly maxImages: number | null;
  readonly maxPending: number;
};

/** What is kept or reserved now; of the pending uploads those whose time is not over. */
export type QuotaUse = { readonly bytes: number; readonly images: number; readonly pending: number };

/** The part of the quota that a file does not fit into; for pending uploads, when one of them ends at the latest. */
export type Refusal =
  { readonly part: "bytes" | "images" } | { readonly part: "pending"; readonly retryAfterSeconds: number };

export function quotaOf(settings: {
  readonly QUOTA_BYTES_PER_USER?: number | undefined;
  readonly QUOTA_IMAGES_PER_USER?: number | undefined;
  readonly PENDING_UPLOADS_PER_USER: number;
}): Quota {
  return {
    maxBytes: settings.QUOTA_BYTES_PER_USER ?? null,
    maxImages: settings.QUOTA_IMAGES_PER_USER ?? null,
    maxPending: settings.PENDING_UPLOADS_PER_USER,
  };
}

/** Goes through files of these sizes in their order, and on past what does not fit: null where one fits. */
export function fitIntoQuota(
  sizesBytes: readonly number[],
  { maxBytes, maxImages, maxPending }: Quota,
  use: QuotaUse,
): (Refusal["part"] | null)[] {
  let { bytes, images, pending } = use;
  return sizesBytes.map((sizeBytes) => {
    if (maxBytes !== null && bytes + sizeBytes > maxBytes) return "bytes";
    if (maxImages !== null && images >= maxImages) return "images";
    if (pending >= maxPending) return "pending";
    bytes += sizeBytes;
    images += 1;
    pending += 1;
    return null;
  });
}

/** Why a file does not fit, and what to do about it. */
export function explainRefusal(refusal: Refusal, { maxBytes, maxImages, maxPending }: Quota): string {
  if (refusal.part === "pending") {
    const minutes = Math.ceil(refusal.retryAfterSeconds / 60);
    return `${maxPending} uploads of yours may be under way at once. Register or abort some; the oldest ends by itself within ${minutes} min.`;
  }
  const most =
    refusal.part === "bytes" ? `take up ${formatBytes(maxBytes ?? 0)}` : `be ${maxImages ?? 0} images`;
  return `Your images and pending uploads may ${most} in all. Delete some, or ask an admin for more.`;
}
