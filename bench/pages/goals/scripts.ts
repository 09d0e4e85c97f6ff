/** J1: the JavaScript of three pages, beyond that of a page of Next that says a word. */
import assert from "node:assert/strict";
import type { Browser, Page } from "@playwright/test";
import { startSecondApp } from "@/tests/support/second-app";
import { type Figure, figure } from "../../harness/figure";
import { type Place, signedInContext } from "../gallery-tab";
import { type Scripts, weighScripts } from "../weigh-scripts";

const KIB = 1024;

/** What a person may come to see, how heavy its JavaScript may be, and what is aimed at, in KiB. */
export const SCRIPT_BARS = {
  publicImage: { what: "The public page of an image", bar: 6, stretch: 3 },
  gallery: { what: "The gallery", bar: 55, stretch: 40 },
  uploader: { what: "The gallery, and an image that is uploaded there", bar: 70, stretch: 52 },
} as const;
export type WeighedPage = keyof typeof SCRIPT_BARS;

export type Weighed = { readonly bare: Scripts } & Readonly<Record<WeighedPage, Scripts>>;

/** @param bareFolder where the app that does nothing is built */
export async function weighPages(
  browser: Browser,
  place: Place & { readonly publicId: string },
  bareFolder: string,
): Promise<Weighed> {
  const weigh = async (visit: (page: Page) => Promise<void>) => {
    const context = await signedInContext(browser, place);
    const page = await context.newPage();
    const scripts = await weighScripts(page, () => visit(page));
    await context.close();
    return scripts;
  };
  const open = (address: string) => async (page: Page) => {
    await page.goto(address);
  };
  const gallery = `${place.origin}/admin`;
  const bare = await startSecondApp({}, bareFolder);
  try {
    return {
      bare: await weigh(open(bare.origin)),
      publicImage: await weigh(open(`${place.origin}/view/${place.publicId}`)),
      gallery: await weigh(open(gallery)),
      uploader: await weigh(async (page) => {
        await page.goto(gallery);
        await uploadOne(page);
      }),
    };
  } finally {
    await bare.stop();
  }
}

/** Until the tray says that all is done, so that everything is loaded which an upload needs. */
async function uploadOne(page: Page): Promise<void> {
  const { makePhoto, pickFiles } = await import("@/tests/e2e/fixtures");
  await pickFiles(page, [{ name: "one.jpg", mimeType: "image/jpeg", buffer: await makePhoto(320, 240) }]);
  await page.getByText("1 image uploaded").first().waitFor();
}

/** In KiB, beyond the page that does nothing. */
export function beyondBare(weighed: Weighed, page: WeighedPage): number {
  return (weighed[page].bytes - weighed.bare.bytes) / KIB;
}

export function scriptFigures(weighed: Weighed): Figure[] {
  assert.ok(weighed.bare.bytes > 0);
  const pages = ["publicImage", "gallery", "uploader"] as const;
  return pages.map((page) => {
    const { what, bar, stretch } = SCRIPT_BARS[page];
    return figure({
      goal: "J1",
      what: `${what}: JavaScript beyond that of an empty page of Next, gzip`,
      unit: "KiB",
      value: beyondBare(weighed, page),
      bar: { atMost: bar },
      stretch: { atMost: stretch },
      note: `${Math.round(weighed[page].bytes / KIB)} KiB in ${weighed[page].files} files, against ${Math.round(weighed.bare.bytes / KIB)} in ${weighed.bare.files}`,
    });
  });
}
