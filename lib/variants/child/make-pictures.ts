/** The recipe: from one original to its variants. Whoever changes what comes out raises RECIPE_VERSION. */
import sharp, { type OutputInfo } from "sharp";
import { rgbaToThumbHash } from "thumbhash";
import {
  planAnimation,
  planStills,
  type PlannedStill,
  type VariantFormat,
  type VariantName,
} from "../../images/variant.ts";
import type { MakingRequest } from "../messages";
import { openPicture, type OpenPicture } from "./open-picture.ts";
import { orUnreadable } from "./unreadable.ts";

export type Picture = {
  readonly name: VariantName;
  readonly format: VariantFormat;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bytes: Buffer;
};

/** Pixels in sRGB, without anything that the original said besides. */
type Pixels = { readonly data: Buffer; readonly info: OutputInfo };

const WEBP = { quality: 80, alphaQuality: 90, effort: 4 } as const;
// Each further step of effort takes several times as long, for a few hundredths of the bytes.
const AVIF = { quality: 52, effort: 2 } as const;
/** AVIF stays only where it has at most so much of the WebP's bytes. */
const AVIF_WORTH = 0.8;
/** Below, there is nothing to save; above, it takes too long. */
const AVIF_MIN_WEBP_BYTES = 8_000;
const AVIF_MAX_PIXELS = 2_000_000;
const AVIF_LATEST_START_MS = 10_000;

const ANIMATION = { quality: 72, effort: 2 } as const;
const ANIMATION_MAX_PIXELS = 60_000_000;
const THUMB_PX = 100;

/** Those of a part, with the thumbhash of the whole. */
export type MadePart = {
  readonly isLast: boolean;
  readonly thumbhash: Buffer;
  readonly pictures: readonly Picture[];
};

/**
 * Stills in WebP and, where it pays, AVIF; an animation of what moves; and the thumbhash. What a grid shows comes first,
 * since somebody may be waiting for it. @throws Unreadable
 */
export async function* makePictures(bytes: Buffer, request: MakingRequest): AsyncGenerator<MadePart> {
  const startedAt = performance.now();
  const opened = await openPicture(bytes, request);
  const plan = planStills(opened);
  const [small, large] = [plan.filter(isSmall), plan.filter((still) => !isSmall(still))];
  const [smallest, largest] = [small.at(-1) ?? NOTHING, plan.at(-1) ?? NOTHING];
  let pixels = await orUnreadable(decode(opened, opened.decodesToSize ? smallest : largest));
  const thumbhash = Buffer.from(await thumbhashOf(pixels));
  const first: StillPicture[] = [];
  for (const still of small) first.push({ still, webp: await encode(pixels, still, "webp") });
  const isAll = large.length === 0 && opened.frames === 1 && !first.some(mayPay);
  yield { isLast: isAll, thumbhash, pictures: first.map(({ webp }) => webp) };
  if (isAll) return;

  const pictures: Picture[] = [];
  const addAvif = async ({ still, webp }: StillPicture) => {
    const isLate = performance.now() - startedAt > AVIF_LATEST_START_MS;
    if (isLate || !mayPay({ still, webp })) return;
    const avif = await encode(pixels, still, "avif");
    if (avif.bytes.length <= webp.bytes.length * AVIF_WORTH) pictures.push(avif);
  };
  for (const each of first) await addAvif(each);
  if (opened.decodesToSize && large.length > 0) pixels = await orUnreadable(decode(opened, largest));
  for (const still of large) {
    const webp = await encode(pixels, still, "webp");
    pictures.push(webp);
    await addAvif({ still, webp });
  }
  const animation = await makeAnimation(opened);
  if (animation !== null) pictures.push(animation);
  yield { isLast: true, thumbhash, pictures };
}

type StillPicture = { readonly still: PlannedStill; readonly webp: Picture };

const NOTHING: PlannedStill = { name: "w320", widthPx: 1, heightPx: 1 };

function isSmall({ name }: PlannedStill): boolean {
  return name === "w320" || name === "w640";
}

/** Decodes to the largest size that is needed; the smaller ones are made from that. */
async function decode(opened: OpenPicture, { widthPx, heightPx }: PlannedStill): Promise<Pixels> {
  return opened
    .still()
    .resize({ width: widthPx, height: heightPx, fit: "fill" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
}

async function encode(
  pixels: Pixels,
  { name, ...size }: PlannedStill,
  format: VariantFormat,
): Promise<Picture> {
  const picture = resized(pixels, size.widthPx, size.heightPx);
  const bytes = await (format === "webp" ? picture.webp(WEBP) : picture.avif(AVIF)).toBuffer();
  return { name, format, ...size, bytes };
}

function mayPay({ still: { widthPx, heightPx }, webp }: StillPicture): boolean {
  return webp.bytes.length >= AVIF_MIN_WEBP_BYTES && widthPx * heightPx <= AVIF_MAX_PIXELS;
}

/** An animation is an addition to the stills: what is too long, or damaged behind its first frame, has none. */
async function makeAnimation(opened: OpenPicture): Promise<Picture | null> {
  const size = opened.frames > 1 ? planAnimation(opened, opened.frames, ANIMATION_MAX_PIXELS) : null;
  if (size === null) return null;
  try {
    const animation = opened.animation().resize({ width: size.widthPx, height: size.heightPx, fit: "fill" });
    return { name: "animated", format: "webp", ...size, bytes: await animation.webp(ANIMATION).toBuffer() };
  } catch {
    return null;
  }
}

async function thumbhashOf(pixels: Pixels): Promise<Uint8Array> {
  const { width, height } = pixels.info;
  const scale = Math.min(1, THUMB_PX / Math.max(width, height));
  const side = (px: number) => Math.max(1, Math.round(px * scale));
  const { data, info } = await resized(pixels, side(width), side(height))
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return rgbaToThumbHash(info.width, info.height, data);
}

function resized({ data, info: { width, height, channels } }: Pixels, widthPx: number, heightPx: number) {
  return sharp(data, { raw: { width, height, channels } }).resize({
    width: widthPx,
    height: heightPx,
    fit: "fill",
  });
}
