/** U6: ten thousand files dropped on the gallery: how soon the first row is there, and how long the page ever stands still. */
import type { Browser } from "@playwright/test";
import { type Figure, figure } from "../../harness/figure";
import { type Ratio, spreadOf } from "../../harness/interleaved";
import { bundleForBrowser } from "@/tests/support/browser-bundle";
import type { BenchApp } from "../bench-app";
import type { Drop } from "../page/watch-drop";

const FILES = 10_000;
const WATCHED_MS = 3_000;

export async function measureManyFiles(app: BenchApp, browser: Browser, rounds: number): Promise<Figure[]> {
  const drops: Drop[] = [];
  for (let round = 0; round < rounds; round += 1) drops.push(await dropOnce(app, browser));
  const tell = (of: Ratio, what: string, [bar, stretch]: readonly [number, number | null]) =>
    figure({
      goal: "U6",
      what: `${FILES} files dropped on the gallery: ${what}`,
      unit: "ms",
      value: of.median,
      spread: [of.lowerQuartile, of.upperQuartile],
      bar: { atMost: bar },
      stretch: stretch === null ? null : { atMost: stretch },
    });
  return [
    tell(spreadOf(drops.map(({ firstRowMs }) => firstRowMs)), "first row on the screen", [300, 150]),
    tell(spreadOf(drops.map(({ longestTaskMs }) => longestTaskMs)), "longest task", [50, null]),
  ];
}

async function dropOnce(app: BenchApp, browser: Browser): Promise<Drop> {
  const context = await browser.newContext({ bypassCSP: true, serviceWorkers: "block" });
  const { session } = await app.addUploader();
  await context.addCookies(session.cookieList().map((cookie) => ({ ...cookie, url: app.origin })));
  const page = await context.newPage();
  await page.goto(`${app.origin}/admin`);
  await page.getByRole("heading", { name: "Gallery" }).waitFor();
  await page.addScriptTag({
    content: await bundleForBrowser("bench/uploads/page/watch-drop.ts"),
    type: "module",
  });
  // A module runs some time after it was added.
  await page.waitForFunction(() => "watchDrop" in window);
  const drop = await page.evaluate((request) => window.watchDrop(request), {
    files: FILES,
    watchedMs: WATCHED_MS,
  });
  await context.close();
  return drop;
}
