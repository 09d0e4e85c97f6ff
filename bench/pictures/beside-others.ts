/** I3: a small JPEG of a photograph, by sharp and by what people would use instead. */
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { z } from "zod";
import type { Shutdown } from "@/scripts/services/shutdown";
import { makeTemporaryFolder } from "@/scripts/services/temporary-folder";
import type { Figure } from "../harness/figure";
import { ratioFigure } from "../harness/interleaved";
import { installApart } from "../harness/packages-apart";
import { compareTurns, takeTurns } from "../harness/turns";

const JIMP = "jimp@1.6.1";
const WIDTH_PX = 640;
const QUALITY = 80;
const MAGICK_PLACES = ["/usr/bin/magick", "/usr/bin/convert", "/usr/local/bin/magick"];

type Maker = (photograph: Buffer) => Promise<Buffer>;
type JimpPicture = {
  resize: (size: { w: number }) => unknown;
  getBuffer: (type: "image/jpeg", options: { quality: number }) => Promise<Buffer>;
};
type JimpReader = { read: (bytes: Buffer) => Promise<JimpPicture> };

const bySharp: Maker = (photograph) =>
  sharp(photograph).resize({ width: WIDTH_PX }).jpeg({ quality: QUALITY }).toBuffer();

async function loadJimp(shutdown: Shutdown): Promise<Maker> {
  const packages = await installApart(shutdown, [JIMP]);
  const loaded: unknown = createRequire(join(packages, "none.js"))("jimp");
  const { Jimp } = z
    .object({ Jimp: z.custom<JimpReader>((value) => typeof value === "function") })
    .parse(loaded);
  return async (photograph) => {
    const picture = await Jimp.read(photograph);
    picture.resize({ w: WIDTH_PX });
    return picture.getBuffer("image/jpeg", { quality: QUALITY });
  };
}

/** Null where it is not installed. */
function findMagick(shutdown: Shutdown): Maker | null {
  const isMagick = (name: string) =>
    /^Version: ImageMagick/.test(String(spawnSync(name, ["-version"]).stdout));
  const program = MAGICK_PLACES.find(isMagick);
  if (program === undefined) return null;
  const folder = makeTemporaryFolder();
  shutdown.onClose("ImageMagick's files", folder.remove);
  const [from, to] = [join(folder.path, "from.jpg"), join(folder.path, "to.jpg")];
  return async (photograph) => {
    writeFileSync(from, photograph);
    await promisify(execFile)(program, [from, "-resize", `${WIDTH_PX}x`, "-quality", String(QUALITY), to]);
    return readFileSync(to);
  };
}

export async function compareOthers(
  shutdown: Shutdown,
  photographs: readonly Buffer[],
  rounds: number,
): Promise<Figure[]> {
  const others = [
    { name: "jimp", make: await loadJimp(shutdown), bar: 12 },
    { name: "ImageMagick", make: findMagick(shutdown), bar: 3 },
  ];
  const [photograph] = photographs;
  assert.ok(photograph !== undefined);
  const entrant = (name: string, make: Maker) => ({
    name,
    run: async () => {
      const begunAt = performance.now();
      const made = await make(photograph);
      const took = performance.now() - begunAt;
      const { format, width, height } = await sharp(made).metadata();
      assert.deepEqual([format, width, height], ["jpeg", WIDTH_PX, (WIDTH_PX * 3) / 4]);
      return took;
    },
  });
  const there = others.flatMap(({ name, make, bar }) => (make === null ? [] : [{ name, make, bar }]));
  const turns = await takeTurns(
    [entrant("sharp", bySharp), ...there.map(({ name, make }) => entrant(name, make))],
    rounds,
  );
  return there.map(({ name, bar }) =>
    ratioFigure(
      compareTurns(turns, [name, "sharp"], (milliseconds) => milliseconds),
      {
        goal: "I3",
        what: `A JPEG of ${WIDTH_PX} pixels of a photograph of 12 megapixels: ${name}, against sharp`,
        bar: { atLeast: bar },
      },
    ),
  );
}
