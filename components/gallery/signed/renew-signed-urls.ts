/** Asks for new signed URLs: all that is wanted within a moment goes out as one request. Browser only. */
import { askRoute } from "@/components/signed-image/ask-route";
import { batchRenewals, type Renewed as RenewedUrls } from "@/components/signed-image/batch-renewals";
import { forgetPicturesOf } from "@/components/shell/kept-pictures";
import type { SignedSource } from "@/lib/contracts/display";
import type { VariantName } from "@/lib/images/variant";
import { paths } from "@/lib/paths";

/** `not-ready`: its variants are being made; `none`: there is no picture. Null: not given (deleted, signed out, no answer). */
export type Renewed = SignedSource | "not-ready" | "none" | null;

const renew = batchRenewals(askRoute(paths.api.signedUrls()));

/** New signed URLs of an image, up to the widest that is wanted. Never throws. */
export async function renewSignedUrl(id: string, widest: VariantName): Promise<Renewed> {
  return read(await renew(id, widest));
}

function read(renewed: RenewedUrls): Renewed {
  if (renewed === null) return null;
  if (!("code" in renewed)) {
    const { url, srcset = "", expiresAt } = renewed;
    return { url, srcset, expiresAt };
  }
  if (renewed.code === "image_not_found") void forgetPicturesOf(renewed.id).catch(() => undefined);
  if (renewed.code === "variant_not_ready") return "not-ready";
  return renewed.code === "variant_not_found" ? "none" : null;
}
