/**
 * JPEGs of twelve megapixels that cost a codec what photographs do: things with edges, texture at every scale, and the
 * grain of a sensor. Cut from one canvas, each at another place, mirrored or not, in other colours.
 */
import { randomBytes, randomInt } from "node:crypto";
import sharp from "sharp";

export const PHOTO = { widthPx: 4000, heightPx: 3000 } as const;
const CANVAS = { width: 4600, height: 3450 } as const;
const THINGS = 400;
const TEXTURE = { width: 1150, height: 863 } as const;
const COARSEST_PX = 9;
/** How much less each doubling of the scale adds. */
const FALL = 0.75;
const COARSEST_WEIGHT = 0.3;
const GRAIN = 5;

export async function makePhotographs(count: number): Promise<Buffer[]> {
  const canvas = await makeCanvas();
  const photographs: Buffer[] = [];
  for (let index = 0; index < count; index += 1) {
    const left = Math.floor(((index * 37) % 100) * 0.01 * (CANVAS.width - PHOTO.widthPx));
    const top = Math.floor(((index * 61) % 100) * 0.01 * (CANVAS.height - PHOTO.heightPx));
    const cut = sharp(canvas, { raw: { ...CANVAS, channels: 3 } })
      .extract({ left, top, width: PHOTO.widthPx, height: PHOTO.heightPx })
      .flop(index % 2 === 1)
      .modulate({ hue: (index * 47) % 360 });
    photographs.push(await cut.jpeg({ quality: 90 }).toBuffer());
  }
  return photographs;
}

async function makeCanvas(): Promise<Buffer> {
  const grain = { type: "gaussian", mean: 128, sigma: GRAIN } as const;
  const noise = await sharp({ create: { ...CANVAS, channels: 3, background: "#808080", noise: grain } })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const texture = await sharp(await makeTexture(), { raw: { ...TEXTURE, channels: 1 } })
    .resize({ ...CANVAS, fit: "fill", kernel: "cubic" })
    .png({ compressionLevel: 0 })
    .toBuffer();
  return sharp(Buffer.from(drawThings()))
    .removeAlpha()
    .composite([
      { input: texture, blend: "overlay" },
      { input: noise, blend: "overlay" },
    ])
    .raw()
    .toBuffer();
}

function drawThings(): string {
  const { width, height } = CANVAS;
  const things = Array.from({ length: THINGS }, (_, index) => {
    const radius = randomInt(40, 700) * (1 - index / (THINGS * 1.2));
    const [x, y, turn] = [randomInt(width), randomInt(height), randomInt(360)];
    const fill = `hsl(${turn} ${randomInt(10, 40)}% ${randomInt(20, 85)}%)`;
    return `<ellipse cx="${x}" cy="${y}" rx="${radius}" ry="${radius * 0.6}" transform="rotate(${turn} ${x} ${y})" fill="${fill}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#8a9aa8"/>${things.join("")}</svg>`;
}

/** Grey noise of every scale, the finer the less of it. */
async function makeTexture(): Promise<Buffer> {
  const { width, height } = TEXTURE;
  const sum = new Float32Array(width * height).fill(128);
  let weight = COARSEST_WEIGHT;
  for (let columns = COARSEST_PX; columns <= width; columns *= 2) {
    const rows = Math.ceil((columns * height) / width);
    const raw = { width: columns, height: rows, channels: 1 } as const;
    const octave = await sharp(randomBytes(columns * rows), { raw })
      .resize({ width, height, fit: "fill", kernel: "cubic" })
      .extractChannel(0)
      .raw()
      .toBuffer();
    for (const [at, value] of octave.entries()) sum[at] = (sum[at] ?? 0) + weight * (value - 128);
    weight *= FALL;
  }
  return Buffer.from(Uint8ClampedArray.from(sum));
}
