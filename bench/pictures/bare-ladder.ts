/** What somebody would write with sharp alone for the same pictures: decoded once, no queue, no store, no child. */
import sharp from "sharp";
import { planStills } from "@/lib/images/variant";

export type BarePicture = {
  readonly name: string;
  readonly format: "webp" | "avif";
  readonly bytes: Buffer;
};

const WEBP = { quality: 80, alphaQuality: 90, effort: 4 } as const;
const AVIF = { quality: 52, effort: 2 } as const;
const AVIF_MAX_PIXELS = 2_000_000;
const AVIF_WORTH = 0.8;

export async function makeBareLadder(original: Buffer): Promise<BarePicture[]> {
  const { autoOrient } = await sharp(original).metadata();
  const plan = planStills({ widthPx: autoOrient.width, heightPx: autoOrient.height });
  const { data, info } = await sharp(original)
    .autoOrient()
    .resize({ width: plan.at(-1)?.widthPx ?? autoOrient.width })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pictures: BarePicture[] = [];
  for (const { name, widthPx: width, heightPx: height } of plan) {
    const resized = () => sharp(data, { raw: info }).resize({ width, height, fit: "fill" });
    const webp = await resized().webp(WEBP).toBuffer();
    pictures.push({ name, format: "webp", bytes: webp });
    if (width * height > AVIF_MAX_PIXELS) continue;
    const avif = await resized().avif(AVIF).toBuffer();
    if (avif.length <= webp.length * AVIF_WORTH) pictures.push({ name, format: "avif", bytes: avif });
  }
  return pictures;
}

/** The one picture that a grid shows first. */
export function makeBareThumbnail(original: Buffer): Promise<Buffer> {
  return sharp(original).autoOrient().resize({ width: 640 }).webp(WEBP).toBuffer();
}
