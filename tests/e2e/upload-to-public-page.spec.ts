import type { Page, Request, Response } from "@playwright/test";
import { readEnvironment } from "../support/environment";
import { expect, makePhoto, pickFiles, signIn, test, trayRow } from "./fixtures";

/** What crossed the wire between the browser and the app, and between the browser and the store. */
function watchTraffic(page: Page) {
  const { SIGNET_URL, S3_ENDPOINT } = readEnvironment();
  const toApp: Request[] = [];
  const fromApp: Response[] = [];
  const toStore: Request[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith(SIGNET_URL)) toApp.push(request);
    if (request.url().startsWith(S3_ENDPOINT)) toStore.push(request);
  });
  page.on("response", (response) => {
    if (response.url().startsWith(SIGNET_URL)) fromApp.push(response);
  });
  return { toApp, fromApp, toStore };
}

const isPainted = (image: HTMLImageElement) => image.complete && image.naturalWidth > 0;

test("a photograph of several megabytes goes from the file picker to the gallery to the public page and is gone after its deletion, and the app never holds a byte of it", async ({
  page,
  browser,
}) => {
  const photo = await makePhoto(5000, 4000);
  expect(photo.byteLength).toBeGreaterThan(3_000_000);
  const name = `holiday-${Date.now()}.jpg`;
  const traffic = watchTraffic(page);

  await signIn(page);
  await pickFiles(page, [{ name, mimeType: "image/jpeg", buffer: photo }]);
  await expect(trayRow(page, name)).toContainText("Uploaded", { timeout: 120_000 });

  // It appears in the gallery without a reload, with its true size, and is really painted.
  const tile = page.getByRole("main").getByRole("img", { name });
  await expect(tile).toBeVisible();
  await expect(tile).toHaveAttribute("width", "5000");
  await expect(tile).toHaveAttribute("height", "4000");
  await expect.poll(() => tile.evaluate(isPainted)).toBe(true);

  // The bytes went to the store in one PUT, with what was declared bound into it.
  const puts = traffic.toStore.filter((request) => request.method() === "PUT");
  expect(puts).toHaveLength(1);
  expect(puts[0]?.headers()).toMatchObject({ "content-type": "image/jpeg", "if-none-match": "*" });
  expect(puts[0]?.headers()["x-amz-checksum-sha256"]).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  const sent = traffic.toApp.map((request) => request.postDataBuffer()?.byteLength ?? 0);
  expect(sent.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(10_000);
  const types = await Promise.all(
    traffic.fromApp.map(async (response) => (await response.headerValue("content-type")) ?? ""),
  );
  expect(types.filter((type) => type.startsWith("image/jpeg"))).toEqual([]);

  // Described and made public.
  await tile.click();
  await page.getByLabel("Title").fill("Harbour at dusk");
  await page.getByLabel("Alt text").fill("Boats in a harbour under an evening sky");
  await page.getByText("Public", { exact: true }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved")).toBeVisible();
  const imagePage = page.url();

  // A visitor without a session sees it.
  const visitor = await browser.newPage();
  await visitor.goto(readEnvironment().SIGNET_URL);
  const shown = visitor.getByRole("img", { name: "Boats in a harbour under an evening sky" });
  // As soon as its variants are there, of which it is shown one that fits, and never the original.
  await expect(async () => {
    await visitor.reload();
    await expect(shown).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 120_000 });
  await expect.poll(() => shown.evaluate(isPainted)).toBe(true);
  expect(await shown.evaluate((image: HTMLImageElement) => new URL(image.currentSrc).pathname)).toMatch(
    /\/w\d+\.(?:webp|avif)$/,
  );
  const signed = (await shown.getAttribute("src")) ?? "";
  expect(new URL(signed).searchParams.get("X-Amz-Signature")).toMatch(/^[0-9a-f]{64}$/);
  expect((await fetch(signed)).status).toBe(200);
  expect(await visitor.context().cookies()).toEqual([]);

  // Deleted, its signed URL is dead at once, and the visitor sees it no more.
  await page.goto(imagePage);
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete image" }).click();
  await expect(page).toHaveURL(/\/admin(\?|$)/);
  await expect.poll(async () => (await fetch(signed)).status).toBeGreaterThanOrEqual(403);
  await visitor.reload();
  await expect(shown).toHaveCount(0);
  await visitor.close();
});
