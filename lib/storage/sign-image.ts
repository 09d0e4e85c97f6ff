import "server-only";
import type { SignedUrl } from "@/lib/contracts/display";
import { contentDisposition } from "@/lib/images/filename";
import type { Disposition, Image } from "@/lib/images/image";
import type { ObjectStorage } from "./object-storage";

/** The signed URL of an image's original. Whoever calls has asked the access rule. */
export async function toSignedUrl(
  storage: ObjectStorage,
  image: Image,
  disposition: Disposition,
): Promise<SignedUrl> {
  const { url, expiresAt } = await storage.signGet({
    key: image.key,
    filetype: image.filetype,
    contentDisposition: contentDisposition(disposition, image.filename),
    purpose: disposition === "attachment" ? "download" : "display",
    phaseKey: image.id,
  });
  return { url, expiresAt: expiresAt.toISOString() };
}
