// A page of signed pictures that is left, outlived by its URLs, and come back to as it was.
import config from "@/playwright.config";
import { OtherApp } from "../support/elsewhere/other-app";
import { makeOtherProject, type OtherProject } from "../support/elsewhere/other-project";
import { expect, test } from "./fixtures";
import { countPainted, scrollToEach } from "./pictures";

const LIFE_MS = 25_000;
const PICTURES = 12;

// Playwright turns the cache off in its browsers.
test.use({
  launchOptions: {
    ...config.use?.launchOptions,
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  },
});

let project: OtherProject;
let app: OtherApp;
test.beforeAll(async () => {
  project = makeOtherProject();
  app = await OtherApp.start(project, LIFE_MS);
});
test.afterAll(async () => {
  await app.stop();
  project.remove();
});

test("a page from the back-forward cache renews what it has not shown, and loads nothing again", async ({
  page,
}) => {
  const ids = Array.from({ length: PICTURES }, (_, index) => `p${index}`);
  await page.goto(app.pageOf(ids));
  await expect.poll(() => countPainted(page)).toBeGreaterThanOrEqual(4);
  await page.waitForLoadState("networkidle");
  const idle = ids.filter((id) => !app.seen.served.includes(id));
  expect(idle.length).toBeGreaterThan(2);
  await page.evaluate(() => {
    window.addEventListener("pageshow", ({ persisted }) => {
      document.title = persisted ? "Persisted" : "Loaded anew";
    });
  });

  await page.goto(app.elsewhere);
  // A slow machine may have renewed some before the page was left; what counts is what comes now.
  app.seen.renewals.length = 0;
  await page.waitForTimeout(LIFE_MS);
  expect(app.seen.renewals).toEqual([]);
  await page.goBack({ waitUntil: "commit" });
  await expect(page).toHaveTitle("Persisted");
  await expect.poll(() => app.seen.renewals).toEqual([idle]);
  await scrollToEach(page);
  await expect.poll(() => countPainted(page)).toBe(PICTURES);
  expect(app.seen.served.toSorted()).toEqual(ids.toSorted());
  expect(app.seen.refused).toEqual([]);
});
