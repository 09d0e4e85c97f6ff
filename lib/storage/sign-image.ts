import "server-only";
import type { SignedSource, SignedUrl } from "@/lib/contracts/display";
import { contentDisposition } from "@/lib/images/filename";
import type { Disposition, Image } from "@/lib/images/image";
import type { ShownObject } from "@/lib/images/shown";
import { keptSeconds } from "@/lib/signing/kept-seconds";
import type { GetSigner, ObjectStorage, SignedGet } from "./object-storage";

/** The signed URL of one object of an image. Whoever calls has asked the access rule. */
export async function toSignedUrl(
  storage: ObjectStorage,
  image: Image,
  shown: ShownObject,
  disposition: Disposition,
): Promise<SignedUrl> {
  return toView(signShown(await storage.openGetSigner(), image, shown, disposition));
}

/** What an `<img>` needs for these sources, narrowest first; null when there are none. They all end together. */
export async function toSignedSource(
  storage: ObjectStorage,
  image: Image,
  sources: readonly ShownObject[],
): Promise<SignedSource | null> {
  const sign = await storage.openGetSigner();
  const signed = sources.map((source) => signShown(sign, image, source, "inline"));
  // For browsers without `srcset` and for other readers of the page, something in the middle.
  const main = signed[Math.min(1, signed.length - 1)];
  if (main === undefined) return null;
  const entries = signed.map(({ url }, index) => `${url} ${sources[index]?.widthPx ?? 0}w`);
  return { ...toView(main), srcset: entries.length > 1 ? entries.join(", ") : "" };
}

function signShown(sign: GetSigner, image: Image, shown: ShownObject, disposition: Disposition): SignedGet {
  return sign({
    key: shown.key,
    filetype: shown.filetype,
    contentDisposition: contentDisposition(disposition, nameOf(image, shown)),
    purpose: disposition === "attachment" ? "download" : "display",
    phaseKey: image.id,
  });
}

function toView({ url, expiresAt }: SignedGet): SignedUrl {
  return { url, expiresAt: expiresAt.toISOString() };
}

/** For how long something may be kept that leads to all of these: until the first of them ends, but for a margin. */
export async function secondsToKeep(storage: ObjectStorage, signed: readonly SignedUrl[]): Promise<number> {
  const now = await storage.signingTime();
  const leftSeconds = signed.map(({ expiresAt }) => (Date.parse(expiresAt) - now.getTime()) / 1000);
  return keptSeconds(Math.min(...leftSeconds));
}

function nameOf(image: Image, { name, filetype }: ShownObject): string {
  if (name === "original") return image.filename;
  return `${image.filename.replace(/\.[^.]{1,5}$/, "")}-${name}.${filetype.slice("image/".length)}`;
}
