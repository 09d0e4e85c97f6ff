/** The gallery as a person looks at it: signed in, in a window of a usual size, from the first picture to the last. */
import assert from "node:assert/strict";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "@playwright/test";
import type { Person } from "@/tests/support/people";

export type Place = {
  readonly origin: string;
  readonly person: Person;
  readonly serviceWorkers?: "allow" | "block";
};

const WINDOW: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

/** A browser of that person's own, in which nothing is kept yet. */
export async function signedInContext(
  browser: Browser,
  { origin, person, serviceWorkers = "block" }: Place,
  device = WINDOW,
): Promise<BrowserContext> {
  const { signInAs } = await import("@/tests/support/people");
  const context = await browser.newContext({ ...device, serviceWorkers });
  const session = (await signInAs(person)).at(origin);
  await context.addCookies(session.cookieList().map((cookie) => ({ ...cookie, url: origin })));
  return context;
}

/** Brings each picture into view, in their order, and waits until it is shown; gives the URLs that were shown. */
export async function lookThrough(page: Page, count: number): Promise<string[]> {
  const pictures = page.getByRole("main").getByRole("img");
  const shown: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const picture = pictures.nth(index);
    await picture.scrollIntoViewIfNeeded();
    await page.waitForFunction(
      (element) => element instanceof HTMLImageElement && element.complete && element.naturalWidth > 0,
      await picture.elementHandle(),
    );
    shown.push(
      await picture.evaluate((element) => (element instanceof HTMLImageElement ? element.currentSrc : "")),
    );
  }
  assert.equal(await pictures.count(), count);
  return shown;
}
