// The main paths by touch, on the screen of a phone.
import type { Page } from "@playwright/test";
import { addImages } from "../support/upload-flow";
import { expect, makePhoto, pickFiles, signIn, test, trayRow } from "./fixtures";

const SMALLEST_PX = 44;

/** What can be touched and is smaller than a fingertip; links in a sentence may be. */
async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((smallest) => {
    const shown = [
      ...document.querySelectorAll<HTMLElement>("button, summary, select, input, main a, nav a"),
    ];
    return shown
      .filter((element) => element.checkVisibility() && element.closest("li p, [aria-hidden=true]") === null)
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && (box.height < smallest - 0.5 || box.width < smallest - 0.5))
      .map(({ element, box }) => `${element.outerHTML.slice(0, 120)}: ${box.width} x ${box.height}`);
  }, SMALLEST_PX);
}

async function expectFit(page: Page): Promise<void> {
  expect(await smallTargets(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

test("a picture is uploaded from the picker, opened, and deleted from its dialog", async ({ page }) => {
  const name = `pocket${Date.now()}.jpg`;
  await signIn(page);
  await pickFiles(page, [{ name, mimeType: "image/jpeg", buffer: await makePhoto(640, 480) }]);
  const tray = page.getByRole("region", { name: /uploaded/i });
  // A slim bar above the navigation, from edge to edge; a touch makes a sheet of it.
  await tray.getByRole("button", { name: "Unfold the upload list" }).tap();
  await expect(trayRow(page, name)).toContainText("Uploaded");
  const [sheet, bar] = await Promise.all([
    tray.boundingBox(),
    page.getByRole("navigation", { name: "Main" }).boundingBox(),
  ]);
  expect(sheet?.x).toBe(0);
  expect(sheet?.width).toBe(page.viewportSize()?.width);
  expect(Math.abs((sheet?.y ?? 0) + (sheet?.height ?? 0) - (bar?.y ?? 0))).toBeLessThanOrEqual(1);
  await expectFit(page);
  await tray.getByRole("button", { name: "Close the upload list" }).tap();
  await expect(tray).toBeHidden();

  await page
    .getByRole("main")
    .getByRole("link")
    .filter({ has: page.getByRole("img", { name }) })
    .tap();
  await expect(page.getByRole("heading", { name })).toBeVisible();
  await expectFit(page);
  await page.getByRole("button", { name: "Delete" }).tap();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "Cancel" }).tap();
  await expect(dialog).toBeHidden();
  await page.getByRole("button", { name: "Delete" }).tap();
  await expectFit(page);
  await dialog.getByRole("button", { name: "Delete image" }).tap();
  await expect(page.getByText("Image deleted")).toBeVisible();
  await expect(page.getByRole("main").getByRole("img", { name })).toHaveCount(0);
});

test.describe("Where URLs end while pictures are being loaded", () => {
  // A picture whose URL has just ended is refused once, and asked for anew.
  test.use({ expectedErrors: [/404/] });

  test("URLs are revoked from their dialog, and the menus lead everywhere", async ({ page, admin }) => {
    const [image] = await addImages(admin, 1);
    await signIn(page);
    await page.goto(`/admin/images/${image?.id}`);
    await page.getByRole("button", { name: "Revoke URLs" }).tap();
    await page.getByRole("alertdialog").getByRole("button", { name: "Revoke URLs" }).tap();
    await expect(page.getByText("URLs revoked")).toBeVisible();
    const navigation = page.getByRole("navigation", { name: "Main" });
    for (const name of ["Uploads", "Audit", "Health", "Gallery"]) {
      await navigation.getByRole("link", { name }).tap();
      await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
      await expectFit(page);
    }
    await page.getByRole("button", { name: "Account" }).tap();
    await page.getByRole("menuitemradio", { name: "Dark" }).tap();
    await expect(page.locator("[data-theme=dark]")).toHaveCount(1);
    await page.getByRole("menuitemradio", { name: "Like the system" }).tap();
  });
});
