/** V2: how the pages load on a slow phone, and how they answer a person who uses them. */
import assert from "node:assert/strict";
import { type Browser, devices, type Page } from "@playwright/test";
import { type Figure, figure } from "../../harness/figure";
import { isNoisy, spreadOf } from "../../harness/interleaved";
import { type Place, signedInContext } from "../gallery-tab";
import { readVitals, type Vitals, watchVitals } from "../vitals";

/** As Lighthouse has "slow 4G" on a phone of the middle class. */
const SLOW_4G = {
  offline: false,
  latency: 150,
  downloadThroughput: (1_600 * 1_000) / 8,
  uploadThroughput: (750 * 1_000) / 8,
};
const SLOWDOWN = 4;
const SCREENS = 6;
const PAUSE_MS = 300;

type Site = Place & { readonly word: string; readonly publicId: string };

export async function measureVitals(browser: Browser, site: Site, rounds: number): Promise<Figure[]> {
  const gallery = `${site.origin}/admin`;
  const publicImage = `${site.origin}/view/${site.publicId}`;
  const inGallery: Vitals[] = [];
  const inPublic: Vitals[] = [];
  const sessions: Vitals[] = [];
  const slowSessions: Vitals[] = [];
  // The first of each warms the app up.
  for (let round = -1; round < rounds; round += 1) {
    const seen = [
      [inGallery, await loadSlowly(browser, site, gallery)],
      [inPublic, await loadSlowly(browser, site, publicImage)],
      [sessions, await use(browser, site, 1)],
      [slowSessions, await use(browser, site, SLOWDOWN)],
    ] as const;
    if (round >= 0) for (const [list, vitals] of seen) list.push(vitals);
  }
  const all = [...inGallery, ...inPublic, ...sessions, ...slowSessions];
  const slow = `slow 4G, processor ${SLOWDOWN} times as slow, a phone's screen`;
  return [
    figure({
      goal: "V2",
      what: "Layout shift of the gallery and of a public page, as they load and in use: the worst",
      unit: "score",
      value: Math.max(...all.map(({ shift }) => shift)),
      bar: { atMost: 0 },
      stretch: { atMost: 0 },
      note: `${all.length} visits; right after a person's own action, which excuses it, up to ${Math.max(...all.map(({ excusedShift }) => excusedShift)).toFixed(3)}`,
    }),
    paintFigure("The gallery: largest contentful paint", slow, inGallery),
    paintFigure("The public page of an image: largest contentful paint", slow, inPublic),
    {
      ...waitFigure("A session in the gallery: the longest wait from an action to the next frame", sessions),
      bar: { atMost: 120 },
      stretch: { atMost: 80 },
    },
    waitFigure(`The same, with a processor ${SLOWDOWN} times as slow`, slowSessions),
  ];
}

function paintFigure(what: string, note: string, visits: readonly Vitals[]): Figure {
  const times = visits.map(({ largestPaintMs }) => largestPaintMs);
  assert.ok(times.every((time) => time > 0));
  return { ...timeFigure(times, what, note), bar: { atMost: 2_000 }, stretch: { atMost: 1_200 } };
}

function waitFigure(what: string, visits: readonly Vitals[]): Figure {
  const told = spreadOf(visits.map(({ interactions }) => interactions)).median;
  const note = `Scroll, open an image, back, open the filters, search; ${told} actions of 16 ms and more, told in steps of 8`;
  return timeFigure(
    visits.map(({ interactionMs }) => interactionMs),
    what,
    note,
  );
}

function timeFigure(times: readonly number[], what: string, note: string): Figure {
  const ratio = spreadOf(times);
  const spread: [number, number] = [ratio.lowerQuartile, ratio.upperQuartile];
  return figure({ goal: "V2", what, unit: "ms", value: ratio.median, spread, noisy: isNoisy(ratio), note });
}

/** With nothing in any cache. */
async function loadSlowly(browser: Browser, place: Place, address: string): Promise<Vitals> {
  const context = await signedInContext(browser, place, devices["Pixel 7"]);
  const page = await context.newPage();
  await watchVitals(page);
  const line = await context.newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", SLOW_4G);
  await line.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  await page.goto(address);
  await page.waitForLoadState("networkidle");
  const vitals = await readVitals(page);
  await context.close();
  return vitals;
}

async function use(browser: Browser, site: Site, slowdown: number): Promise<Vitals> {
  const context = await signedInContext(browser, site);
  const page = await context.newPage();
  await watchVitals(page);
  const processor = await context.newCDPSession(page);
  await processor.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.goto(`${site.origin}/admin`);
  await page.waitForLoadState("networkidle");
  await spendTime(page, site.word);
  const vitals = await readVitals(page);
  await context.close();
  assert.ok(vitals.interactions > 0, "No action took as long as a frame.");
  return vitals;
}

async function spendTime(page: Page, word: string): Promise<void> {
  for (let screen = 0; screen < SCREENS; screen += 1) {
    await page.mouse.wheel(0, 700);
    await page.waitForTimeout(PAUSE_MS);
  }
  for (let screen = 0; screen < SCREENS; screen += 1) await page.mouse.wheel(0, -700);
  const tiles = page.getByRole("main").locator("[data-image-id]");
  await tiles.nth(3).getByRole("link").click();
  await page.getByLabel("Title").waitFor();
  await page.goBack();
  await tiles.nth(3).waitFor();
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("menu").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
  await page.waitForTimeout(PAUSE_MS);
  await page.getByRole("searchbox", { name: "Search images" }).click();
  await page.keyboard.type(word, { delay: 60 });
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=/);
  await page.waitForLoadState("networkidle");
}
