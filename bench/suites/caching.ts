/**
 * What is loaded again of pictures that were shown before: two processes of the production app behind one port, and
 * Chromium, which tells what reached the network. Only bytes of pictures count, as the store sends them.
 */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import type { Shutdown } from "@/scripts/services/shutdown";
import { startTestApp } from "@/scripts/test/test-app";
import type { Person } from "@/tests/support/people";
import { watchStore } from "@/tests/support/store-watch";
import { launchBrowser } from "../harness/browser";
import { type Figure, figure } from "../harness/figure";
import { runSuite } from "../harness/suite";
import { lookThrough, signedInContext } from "../pages/gallery-tab";
import { addPhotographs } from "../pages/photographs";

const PICTURES = 100;
const WORD = "caching";
const NOTHING = { bar: { atMost: 0 }, stretch: { atMost: 0 } };
/** The longest: no window turns meanwhile. */
const LONG_LIFE_SECONDS = 604_800;
/** The shortest: its window is half of it, and turns while a person looks. */
const SHORT_LIFE_SECONDS = 30;
const WINDOW_MS = (SHORT_LIFE_SECONDS / 2) * 1_000;
/** With the tab open; in this time every picture's window turns at least twice. */
const TURNS = 3;

type View = { readonly urls: readonly string[]; readonly bytes: number };
type Site = { readonly origin: string; readonly browser: Browser; readonly person: Person };

/** A tab that is opened for it. */
async function view({ origin }: Site, context: BrowserContext): Promise<View & { page: Page }> {
  const page = await context.newPage();
  const store = await watchStore(context, page);
  await page.goto(`${origin}/admin?q=${WORD}`);
  const urls = await lookThrough(page, PICTURES);
  await page.waitForLoadState("networkidle");
  return { page, urls, bytes: store.bytes() };
}

function sharedUrls(one: View, other: View): number {
  return new Set(one.urls).intersection(new Set(other.urls)).size;
}

/** Only the browser's own cache, and URLs of whichever process. */
async function viewTwiceWithin(site: Site): Promise<Figure[]> {
  const context = await signedInContext(site.browser, site);
  const first = await view(site, context);
  await first.page.close();
  const second = await view(site, context);
  await context.close();
  assert.ok(first.bytes > 0);
  assert.equal(sharedUrls(first, second), PICTURES);
  return [
    figure({
      goal: "C1",
      what: `A second view of ${PICTURES} pictures within the window: bytes of pictures`,
      unit: "bytes",
      value: second.bytes,
      note: "Two processes behind one port, no service worker",
      ...NOTHING,
    }),
    figure({
      goal: "C1",
      what: `A view of ${PICTURES} pictures by URLs that are new: bytes of pictures`,
      unit: "KiB",
      value: first.bytes / 1024,
      note: "The first view, and what each one costs where every page signs anew",
    }),
  ];
}

async function viewTwiceAcross(site: Site): Promise<Figure> {
  const context = await signedInContext(site.browser, { ...site, serviceWorkers: "allow" });
  const arrival = await context.newPage();
  await arrival.goto(`${site.origin}/admin?q=nothing-of-this-name`);
  await arrival.evaluate(() => navigator.serviceWorker.ready);
  await arrival.close();
  const first = await view(site, context);
  await waitUntilKept(first.page);
  await first.page.close();
  await sleep(WINDOW_MS);
  const second = await view(site, context);
  await context.close();
  assert.ok(first.bytes > 0);
  assert.equal(sharedUrls(first, second), 0);
  return figure({
    goal: "C1",
    what: `A second view of ${PICTURES} pictures when the window has turned: bytes of pictures`,
    unit: "bytes",
    value: second.bytes,
    note: `Service worker; the first view took ${Math.round(first.bytes / 1024)} KiB`,
    ...NOTHING,
  });
}

async function waitUntilKept(page: Page): Promise<void> {
  await page.waitForFunction(async (wanted) => {
    const names = (await caches.keys()).filter((name) => name.startsWith("signet-pictures-"));
    const kept = await Promise.all(
      names.map(async (name) => (await (await caches.open(name)).keys()).length),
    );
    return kept.reduce((sum, count) => sum + count, 0) >= wanted;
  }, PICTURES);
}

/** No service worker: what is shown is not to be loaded again, although each picture's URL has a successor meanwhile. */
async function keepOpen(site: Site): Promise<Figure> {
  const context = await signedInContext(site.browser, site);
  const page = await context.newPage();
  const store = await watchStore(context, page);
  await page.goto(`${site.origin}/admin?q=${WORD}`);
  await lookThrough(page, PICTURES);
  await page.waitForLoadState("networkidle");
  const before = store.bytes();
  const until = performance.now() + TURNS * WINDOW_MS;
  for (let passes = 0; passes < TURNS || performance.now() < until; passes += 1) {
    await page.keyboard.press("Home");
    await lookThrough(page, PICTURES);
  }
  await page.waitForLoadState("networkidle");
  const bytes = store.bytes() - before;
  await context.close();
  assert.ok(before > 0);
  return figure({
    goal: "C2",
    what: `A tab with ${PICTURES} pictures that stays open while their windows turn: bytes loaded again`,
    unit: "bytes",
    value: bytes,
    note: `Scrolled up and down over ${TURNS} windows of ${WINDOW_MS / 1_000} s, no service worker; whoever signs anew loads ${Math.round(before / 1024)} KiB at each`,
    ...NOTHING,
  });
}

/** Two processes whose URLs live that long. */
async function withLife<Result>(
  seconds: number,
  measure: (place: { origin: string }) => Promise<Result>,
): Promise<Result> {
  const { startSharedApps } = await import("@/tests/support/shared-port");
  const { admitPagesOf } = await import("@/tests/support/bucket-origins");
  const apps = await startSharedApps({ SIGNED_URL_TTL_SECONDS: String(seconds), INLINE_WORKER: "false" });
  try {
    await admitPagesOf(apps.origin);
    const result = await measure(apps);
    assert.ok(Math.min(...apps.answered()) > 0);
    return result;
  } finally {
    await apps.stop();
  }
}

async function measure(shutdown: Shutdown): Promise<Figure[]> {
  await startTestApp(shutdown);
  const { addPerson } = await import("@/tests/support/people");
  const person = await addPerson("editor");
  await addPhotographs(person.program, PICTURES, { word: WORD });
  const browser = await launchBrowser();
  shutdown.onClose("The browser", () => browser.close());
  const within = await withLife(LONG_LIFE_SECONDS, (place) => viewTwiceWithin({ ...place, browser, person }));
  return await withLife(SHORT_LIFE_SECONDS, async (place) => {
    const site = { ...place, browser, person };
    return [...within, await viewTwiceAcross(site), await keepOpen(site)];
  });
}

await runSuite(measure);
