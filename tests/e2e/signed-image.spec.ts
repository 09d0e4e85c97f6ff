// The public pages as a visitor has them: without a session, without a script, and for longer than their URLs live.
import type { Page, Request } from "@playwright/test";
import type { ImageView } from "@/lib/contracts/image";
import type { ApiClient } from "../support/api-client";
import { readEnvironment } from "../support/environment";
import { sampleFile } from "../support/sample-images";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { addImage } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";
import { expect, test } from "./fixtures";
import { countPainted, readLayoutShift, scrollToEach, watchLayoutShift } from "./pictures";

const { S3_ENDPOINT } = readEnvironment();
/** So many rows of them reach far below the screen. */
const PICTURES = 24;
/** The shortest life that may be set. */
const LIFE_SECONDS = 30;

// A phone's, so that most of the page lies below what the browser begins with.
test.use({ viewport: { width: 360, height: 400 } });

/** Each wide enough for a row of its own; the first is the last on the page. */
async function addPublicImages(admin: ApiClient, count: number): Promise<ImageView[]> {
  const stamp = Date.now();
  const images: ImageView[] = [];
  for (let index = 0; index < count; index += 1) {
    const alt = `Stripes ${stamp} ${index}`;
    const bytes = await sampleFile("png", { widthPx: 90 + index, heightPx: 24 });
    images.push((await addImage(admin, { visibility: "public", alt }, bytes)).image);
  }
  for (const { id } of images) await awaitVariants(admin, id);
  return images;
}

/** What the page asks for from here on: the store for pictures, and the app for new URLs. */
function watchRequests(page: Page) {
  const refused: string[] = [];
  const renewals: Request[] = [];
  page.on("response", (response) => {
    if (response.url().startsWith(S3_ENDPOINT) && response.status() >= 400) refused.push(response.url());
  });
  page.on("request", (request) => {
    if (request.url().endsWith("/images/signed-urls")) renewals.push(request);
  });
  return { refused, renewals };
}

test.describe("with URLs of the shortest life", () => {
  let app: SecondApp;
  test.beforeAll(async () => {
    app = await startSecondApp({ SIGNED_URL_TTL_SECONDS: String(LIFE_SECONDS), INLINE_WORKER: "false" });
  });
  test.afterAll(async () => {
    await app.stop();
  });

  test("a visitor's page that outlives its URLs shows the pictures farther down, and nothing moves", async ({
    page,
    admin,
  }) => {
    await addPublicImages(admin, PICTURES);
    const { refused, renewals } = watchRequests(page);
    await watchLayoutShift(page);
    await page.goto(app.origin);
    await page.waitForLoadState("networkidle");
    const all = await page.locator("main img").count();
    expect(await countPainted(page)).toBeLessThan(all - 5);
    await page.waitForTimeout((LIFE_SECONDS + 1) * 1000);
    await scrollToEach(page);
    await expect.poll(() => countPainted(page)).toBe(all);
    expect(refused).toEqual([]);
    expect(renewals.length).toBeGreaterThan(0);
    // It takes all that will end soon together: by single pictures these would be as many as there are.
    expect(renewals.length).toBeLessThan(all / 2);
    expect(await page.context().cookies()).toEqual([]);
    expect(await readLayoutShift(page)).toBe(0);
  });
});

test.describe("when an image is deleted under an open page", () => {
  test.use({ expectedErrors: [/the server responded with a status of 40[34]/] });

  test("its words stand in its place, and it is asked for once", async ({ page, admin }) => {
    const images = await addPublicImages(admin, PICTURES);
    const { renewals } = watchRequests(page);
    await page.goto("/");
    await page.waitForLoadState("networkidle");
    const [oldest] = images;
    const picture = page.getByRole("img", { name: oldest?.alt ?? "" });
    const box = await picture.boundingBox();
    const source = (await picture.getAttribute("src")) ?? "";
    expect((await admin.call(`/images/${oldest?.id}`, { method: "DELETE" })).status).toBe(204);
    await expect.poll(async () => (await fetch(source)).status).toBeGreaterThanOrEqual(400);

    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => renewals.length).toBe(1);
    await page.waitForLoadState("networkidle");
    await picture.scrollIntoViewIfNeeded();
    await expect(picture).toBeVisible();
    const { width, height } = (await picture.boundingBox()) ?? {};
    expect({ width, height }).toEqual({ width: box?.width, height: box?.height });
    // Two more looks of the keeper.
    await page.waitForTimeout(11_000);
    expect(renewals.map((request) => String(request.postData()))).toEqual([
      expect.stringContaining(String(oldest?.id)),
    ]);
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the public gallery and the page of an image show their pictures", async ({ page, admin }) => {
    const [image] = await addPublicImages(admin, 3);
    await page.goto("/");
    await expect(page.getByRole("img", { name: image?.alt ?? "" })).toBeVisible();
    await expect.poll(() => countPainted(page)).toBe(await page.locator("main img").count());
    await page.goto(`/view/${image?.id}`);
    await expect(page.getByRole("img", { name: image?.alt ?? "" })).toBeVisible();
    await expect.poll(() => countPainted(page)).toBe(1);
  });
});
