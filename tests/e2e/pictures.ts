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
