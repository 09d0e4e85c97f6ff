/** G9: a person opens an image in the middle of the gallery and goes back. */
import assert from "node:assert/strict";
import type { Browser, Page } from "@playwright/test";
import { type Figure, figure } from "../../harness/figure";
import { AppCalls } from "../app-calls";
import { lookThrough, type Place, signedInContext } from "../gallery-tab";

type Spot = { readonly id: string | undefined; readonly top: number };

export async function measureReturn(
  browser: Browser,
  { word, count, ...place }: Place & { readonly word: string; readonly count: number },
): Promise<Figure[]> {
  const context = await signedInContext(browser, place);
  const page = await context.newPage();
  await page.goto(`${place.origin}/admin?q=${word}`);
  await lookThrough(page, count);
  const tiles = page.getByRole("main").locator("[data-image-id]");
  await tiles.nth(Math.floor(count / 2)).scrollIntoViewIfNeeded();
  await page.waitForLoadState("networkidle");

  const before = await firstInView(page);
  await page.locator(`[data-image-id="${before.id ?? ""}"] a`).click();
  await page.waitForURL(/\/admin\/images\//);
  await page.getByLabel("Title").waitFor();
  await page.waitForLoadState("networkidle");
  const calls = new AppCalls(page, place.origin);
  await page.goBack();
  await tiles.nth(count - 1).waitFor({ state: "attached" });
  await page.waitForLoadState("networkidle");
  const after = await firstInView(page);
  await context.close();

  assert.equal(after.id, before.id);
  return [
    figure({
      goal: "G9",
      what: "Back from an image to the gallery: how far the first picture in view has moved",
      unit: "px",
      value: Math.abs(after.top - before.top),
      bar: { atMost: 1 },
      stretch: { atMost: 0 },
      note: `The same picture, behind ${Math.floor(count / 2)} others`,
    }),
    figure({
      goal: "G9",
      what: "Back from an image to the gallery: requests to the app",
      unit: "requests",
      value: calls.requests.length,
      bar: { atMost: 0 },
      stretch: { atMost: 0 },
      note: calls.told,
    }),
  ];
}

/** The first tile that is whole below the bar at the top. */
function firstInView(page: Page): Promise<Spot> {
  return page.evaluate(() => {
    const below = document.querySelector("header")?.getBoundingClientRect().bottom ?? 0;
    const tiles = [...document.querySelectorAll<HTMLElement>("[data-image-id]")];
    const first = tiles.find((tile) => tile.getBoundingClientRect().top >= below);
    return { id: first?.dataset["imageId"], top: first?.getBoundingClientRect().top ?? Number.NaN };
  });
}
