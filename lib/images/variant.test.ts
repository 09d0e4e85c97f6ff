import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseObjectKey } from "./object-key";
import { chooseVariant, displayStills, planAnimation, planStills, type Variant } from "./variant";

const sizes = (widthPx: number, heightPx: number) =>
  planStills({ widthPx, heightPx }).map((still) => `${still.name} ${still.widthPx}x${still.heightPx}`);

describe("The stills that are planned", () => {
  it("have every width that is smaller than the original, and then its own", () => {
    expect(sizes(24, 16)).toEqual(["w320 24x16"]);
    expect(sizes(320, 200)).toEqual(["w320 320x200"]);
    expect(sizes(900, 600)).toEqual(["w320 320x213", "w640 640x427", "w1280 900x600"]);
    expect(sizes(6000, 4000).at(-1)).toBe("w2560 2560x1707");
  });

  it("make a strip narrower instead of endlessly tall", () => {
    expect(sizes(1000, 20_000)[0]).toBe("w320 64x1280");
  });

  it("are never empty, never larger than the original, and always grow", () => {
    const side = fc.integer({ min: 1, max: 30_000 });
    fc.assert(
      fc.property(side, side, (widthPx, heightPx) => {
        const plan = planStills({ widthPx, heightPx });
        expect(plan.length).toBeGreaterThan(0);
        for (const [index, still] of plan.entries()) {
          expect(Math.min(still.widthPx, still.heightPx)).toBeGreaterThan(0);
          expect(still.widthPx <= widthPx && still.heightPx <= heightPx && still.heightPx <= 10_240).toBe(
            true,
          );
          expect(still.widthPx).toBeGreaterThanOrEqual(plan[index - 1]?.widthPx ?? 0);
        }
      }),
    );
  });
});

it("plans an animation within its budget of pixels, or none", () => {
  expect(planAnimation({ widthPx: 500, heightPx: 400 }, 20, 60_000_000)).toEqual({
    widthPx: 500,
    heightPx: 400,
  });
  expect(planAnimation({ widthPx: 2000, heightPx: 1000 }, 150, 60_000_000)).toEqual({
    widthPx: 640,
    heightPx: 320,
  });
  expect(planAnimation({ widthPx: 4000, heightPx: 4000 }, 900, 60_000_000)).toBeNull();
});

const key = parseObjectKey("uploads/00000000-0000-4000-8000-000000000000");
function variant(name: Variant["name"], format: Variant["format"], sizeBytes: number): Variant {
  if (key === null) throw new Error("A key is a key.");
  return { name, format, key, widthPx: 1, heightPx: 1, sizeBytes };
}
const made = [
  variant("w320", "webp", 100),
  variant("w320", "avif", 60),
  variant("w640", "webp", 300),
  variant("animated", "webp", 900),
];

describe("The variant that answers to a name", () => {
  const chosen = (name: Variant["name"], takesAvif: boolean) => {
    const found = chooseVariant(made, name, takesAvif);
    return found === null ? null : `${found.name}.${found.format}`;
  };

  it("is that one, or the largest of a smaller original", () => {
    expect([chosen("w320", false), chosen("w640", false), chosen("w2560", false)]).toEqual([
      "w320.webp",
      "w640.webp",
      "w640.webp",
    ]);
  });

  it("is AVIF only for who takes it and where there is one, and moves only when asked to", () => {
    expect([chosen("w320", true), chosen("w640", true), chosen("animated", true)]).toEqual([
      "w320.avif",
      "w640.webp",
      "animated.webp",
    ]);
  });

  it("is none before any was made", () => {
    expect(chooseVariant([], "w640", true)).toBeNull();
  });
});

it("offers a page one still of each width, the one of fewest bytes", () => {
  const names = (widest: Variant["name"]) =>
    displayStills(made, widest).map((one) => `${one.name}.${one.format}`);
  expect(names("animated")).toEqual(["w320.avif", "w640.webp"]);
  expect(names("w320")).toEqual(["w320.avif"]);
});
