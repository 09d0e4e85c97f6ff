/** Looks at what a page shows of its pictures, and whether anything on it moved. */
import { expect, type Page } from "@playwright/test";

declare global {
  var layoutShift: number | undefined;
}

export function countPainted(page: Page): Promise<number> {
  return page.evaluate(
    () => [...document.images].filter(({ complete, naturalWidth }) => complete && naturalWidth > 0).length,
  );
}

/** The signed URLs by which the pictures of a page's main part are shown, of which there have to be `count`. */
export async function shownSources(page: Page, count: number): Promise<string[]> {
  const pictures = page.getByRole("main").getByRole("img");
  await expect(pictures).toHaveCount(count);
  for (const picture of await pictures.all()) await expect(picture).toHaveJSProperty("complete", true);
  const sources = await pictures.evaluateAll((all) =>
    all.flatMap((each) =>
      each instanceof HTMLImageElement && each.naturalWidth > 0 ? [each.currentSrc] : [],
    ),
  );
  expect(sources).toHaveLength(count);
  return sources;
}

/** Brings each picture into view until the browser is done with it, however that ends. */
export async function scrollToEach(page: Page): Promise<void> {
  for (const picture of await page.locator("img").all()) {
    await picture.scrollIntoViewIfNeeded();
    await expect(picture).toHaveJSProperty("complete", true);
  }
}

/** Before the page is opened. */
export async function watchLayoutShift(page: Page): Promise<void> {
  await page.addInitScript(() => {
    globalThis.layoutShift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if ("value" in entry) globalThis.layoutShift = (globalThis.layoutShift ?? 0) + Number(entry.value);
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** The sum of all shifts, also of those that a person's own action would excuse. */
export async function readLayoutShift(page: Page): Promise<number | undefined> {
  const isMeasured = await page.evaluate(() =>
    PerformanceObserver.supportedEntryTypes.includes("layout-shift"),
  );
  expect(isMeasured).toBe(true);
  return page.evaluate(() => globalThis.layoutShift);
}
