// SignedImage in an application that is not ours, whose store and clocks the test can move as it likes.
import type { Page } from "@playwright/test";
import { OtherApp } from "../support/elsewhere/other-app";
import { makeOtherProject, type OtherProject } from "../support/elsewhere/other-project";
import { expect, test } from "./fixtures";
import { countPainted, readLayoutShift, scrollToEach, watchLayoutShift } from "./pictures";

const MINUTE_MS = 60_000;
const LIFE_MS = 5 * MINUTE_MS;
const REFUSED = /the server responded with a status of (403|404|503)/;

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);

let project: OtherProject;
let app: OtherApp;
test.beforeAll(() => {
  project = makeOtherProject();
});
test.afterAll(() => {
  project.remove();
});
test.beforeEach(async () => {
  app = await OtherApp.start(project, LIFE_MS);
});
test.afterEach(async () => {
  await app.stop();
});

async function open(page: Page, ids: readonly string[]): Promise<void> {
  await page.clock.install({ time: Date.now() });
  await page.goto(app.pageOf(ids));
}

/** Time passes for the page and for the store; with timers firing at most once, as when a lid was closed meanwhile. */
async function pass(page: Page, milliseconds: number): Promise<void> {
  app.moveClock(milliseconds);
  await page.clock.fastForward(milliseconds);
}

/** Opens a page of twelve, of which the browser begins with the first ones. Gives the ids of the others. */
async function openLongPage(page: Page): Promise<string[]> {
  const ids = idsOf(12);
  await open(page, ids);
  await expect.poll(() => countPainted(page)).toBeGreaterThanOrEqual(4);
  await page.waitForLoadState("networkidle");
  const idle = ids.filter((id) => !app.seen.served.includes(id));
  expect(idle.length).toBeGreaterThan(2);
  return idle;
}

async function expectAllShownOnce(page: Page): Promise<void> {
  await scrollToEach(page);
  await expect.poll(() => countPainted(page)).toBe(12);
  expect(app.seen.served.toSorted()).toEqual(idsOf(12).toSorted());
  expect(app.seen.refused).toEqual([]);
}

test("pictures that the browser has not begun with get new URLs shortly before their end, together", async ({
  page,
}) => {
  const idle = await openLongPage(page);
  await pass(page, LIFE_MS - MINUTE_MS);
  expect(app.seen.renewals).toEqual([]);
  await pass(page, MINUTE_MS - 10_000);
  await expect.poll(() => app.seen.renewals).toEqual([idle]);
  await pass(page, MINUTE_MS);
  await expectAllShownOnce(page);
  expect(app.seen.renewals).toHaveLength(1);
});

test("where URLs stay the same for a while, each picture has one that lives at every moment", async ({
  page,
}) => {
  // So long that what is renewed a little early may get what it has.
  app.windowMs = LIFE_MS - MINUTE_MS / 2;
  const idle = await openLongPage(page);
  const readEnds = () =>
    page.evaluate(
      (ids) =>
        ids.map((id) => {
          const picture = document.querySelector(`[data-signed-image="${id}"]`);
          return Date.parse(picture?.getAttribute("data-signed-until") ?? "");
        }),
      idle,
    );
  for (let passedMs = 0; passedMs < 3 * LIFE_MS; passedMs += 5_000) {
    await pass(page, 5_000);
    await expect.poll(async () => Math.min(...(await readEnds())) - app.now()).toBeGreaterThan(5_000);
  }
  await expectAllShownOnce(page);
});

test("a page that has slept over the end of its URLs renews them as it wakes", async ({ page }) => {
  const idle = await openLongPage(page);
  await pass(page, 600 * MINUTE_MS);
  await expect.poll(() => app.seen.renewals).toEqual([idle]);
  await expectAllShownOnce(page);
});

test("a page that nobody looks at asks for nothing, and catches up when it is looked at", async ({
  page,
}) => {
  const idle = await openLongPage(page);
  // Headless browsers hide no page: this is what they would tell it.
  const setHidden = (isHidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);
  await setHidden(true);
  for (let hour = 0; hour < 3; hour += 1) await pass(page, 60 * MINUTE_MS);
  expect(app.seen.renewals).toEqual([]);
  await setHidden(false);
  await expect.poll(() => app.seen.renewals).toEqual([idle]);
  await expectAllShownOnce(page);
});

test("pictures that come later are kept as well", async ({ page }) => {
  await open(page, idsOf(1));
  await expect.poll(() => countPainted(page)).toBe(1);
  app.moveClock(-LIFE_MS + MINUTE_MS);
  const source = app.sourceOf("late");
  app.moveClock(LIFE_MS - MINUTE_MS);
  await page.evaluate(({ id, url, srcset, expiresAt }) => {
    const image = document.images[0]?.cloneNode();
    if (!(image instanceof HTMLImageElement)) return;
    image.loading = "lazy";
    image.srcset = srcset;
    image.src = String(url);
    image.setAttribute("data-signed-image", id);
    image.setAttribute("data-signed-until", String(expiresAt));
    const distance = document.createElement("div");
    distance.style.height = "9000px";
    document.body.append(distance, image);
  }, source);
  await pass(page, 50_000);
  await expect.poll(() => app.seen.renewals).toEqual([["late"]]);
  await pass(page, MINUTE_MS);
  await scrollToEach(page);
  await expect.poll(() => countPainted(page)).toBe(2);
  expect(app.seen.refused).toEqual([]);
});

test("no request asks for more than 200", async ({ page }) => {
  await open(page, idsOf(430));
  await expect.poll(() => countPainted(page)).toBeGreaterThanOrEqual(4);
  await page.waitForLoadState("networkidle");
  const idle = 430 - new Set(app.seen.served).size;
  await pass(page, LIFE_MS);
  await expect
    .poll(() => app.seen.renewals.map((ids) => ids.length))
    .toEqual([200, 200, idle - 400].filter((count) => count > 0));
});

test.describe("a picture that fails", () => {
  test.use({ expectedErrors: [REFUSED] });

  /** Whatever goes on for ever shows within the hours. */
  async function passHours(page: Page): Promise<void> {
    await page.waitForLoadState("networkidle");
    for (let count = 0; count < 20; count += 1) await pass(page, 10 * MINUTE_MS);
    await page.waitForLoadState("networkidle");
  }

  test("is renewed once, and nothing moves", async ({ page }) => {
    app.withheld.add("p0").add("p1");
    await watchLayoutShift(page);
    await page.route("**/pictures/renewals", async (route) => {
      app.withheld.clear();
      await route.continue();
    });
    await open(page, idsOf(6));
    await scrollToEach(page);
    await expect.poll(() => countPainted(page)).toBe(6);
    await passHours(page);
    expect(app.seen.renewals).toEqual([["p0", "p1"]]);
    expect(app.seen.refused.toSorted()).toEqual(["p0", "p1"]);
    expect(app.seen.stable).toEqual([]);
    expect(await readLayoutShift(page)).toBe(0);
  });

  test("and that no new URL helps tries the stable address, and then no more", async ({ page }) => {
    app.withheld.add("p0");
    await open(page, ["p0"]);
    await expect.poll(() => app.seen.stable).toEqual(["p0"]);
    await passHours(page);
    expect(app.seen.renewals).toEqual([["p0"]]);
    expect(app.seen.stable).toEqual(["p0"]);
    // With the URL of the page, with the new one, and with the one that the stable address led to.
    expect(app.seen.refused).toEqual(["p0", "p0", "p0"]);
  });

  test("has another chance when the page is returned to", async ({ page }) => {
    app.withheld.add("p0");
    await open(page, ["p0"]);
    await expect.poll(() => app.seen.refused.length).toBe(3);
    await page.waitForLoadState("networkidle");
    app.withheld.clear();
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await expect.poll(() => countPainted(page)).toBe(1);
    expect(app.seen.renewals).toEqual([["p0"], ["p0"]]);
  });

  test("is shown by its stable address where renewals are not to be had", async ({ page }) => {
    app.renewalsAreDown = true;
    app.withheld.add("p0");
    await page.route("**/pictures/renewals", async (route) => {
      app.withheld.clear();
      await route.continue();
    });
    await open(page, ["p0"]);
    await expect.poll(() => countPainted(page)).toBe(1);
    await passHours(page);
    expect(app.seen).toMatchObject({ renewals: [["p0"]], stable: ["p0"], refused: ["p0"], served: ["p0"] });
  });

  test("since it was deleted leaves its colours and its words in their place, and is not asked for again", async ({
    page,
  }) => {
    app.deleted.add("p0");
    await watchLayoutShift(page);
    await open(page, ["p0"]);
    await expect.poll(() => app.seen.renewals).toEqual([["p0"]]);
    await passHours(page);
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await passHours(page);
    expect(app.seen).toMatchObject({ renewals: [["p0"]], stable: [], refused: ["p0"] });
    const picture = page.getByRole("img", { name: "Picture p0" });
    expect(await picture.boundingBox()).toMatchObject({ width: 640, height: 480 });
    await expect(picture).toHaveCSS("background-image", /^url\("data:image\/bmp/);
    expect(await readLayoutShift(page)).toBe(0);
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("all pictures are shown while their URLs live", async ({ page }) => {
    await page.goto(app.pageOf(idsOf(12)));
    await expect.poll(() => countPainted(page)).toBe(12);
    expect(app.seen.renewals).toEqual([]);
  });
});
