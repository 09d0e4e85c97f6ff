import { readFile } from "node:fs/promises";
import { addImages } from "../support/upload-flow";
import { expect, makePhoto, pickFiles, signIn, test, trayRow } from "./fixtures";

const unique = (name: string) => `${name}${Date.now()}${Math.floor(Math.random() * 1e6)}`;

test("search, filter and sort stand in the address, and chips take them away", async ({ page, admin }) => {
  const word = unique("needle");
  await addImages(admin, 3, (index) => ({
    filename: `${word}-${index}.png`,
    visibility: index === 0 ? "public" : "private",
  }));
  await signIn(page);
  await page.getByRole("searchbox", { name: "Search images" }).fill(word);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`q=${word}`));
  const tiles = page.getByRole("main").getByRole("img");
  await expect(tiles).toHaveCount(3);
  const newest = await tiles.first().getAttribute("alt");
  await page.goto(`/admin?q=${word}&visibility=public`);
  await expect(tiles).toHaveCount(1);
  await page.goto(`/admin?q=${word}&sort=oldest`);
  await expect(tiles.last()).toHaveAttribute("alt", String(newest));
  await page.goto(`/admin?q=${word}nothing`);
  await expect(page.getByText("No image matches")).toBeVisible();
});

test("the next pages load as the end comes near, and every image is shown once", async ({ page, admin }) => {
  const word = unique("deep");
  await addImages(admin, 70, (index) => ({ filename: `${word}-${index}.png` }));
  await signIn(page);
  await page.goto(`/admin?q=${word}`);
  const tiles = page.getByRole("main").getByRole("img");
  await expect(tiles.first()).toBeVisible();
  await page.keyboard.press("End");
  await expect(tiles).toHaveCount(70);
  const names = await tiles.evaluateAll((images) => images.map((image) => image.getAttribute("alt")));
  expect(new Set(names).size).toBe(70);
});

test("an image can be found, opened, described and deleted with the keyboard alone", async ({ page }) => {
  const word = unique("keys");
  await signIn(page);
  await pickFiles(page, [{ name: `${word}.jpg`, mimeType: "image/jpeg", buffer: await makePhoto(300, 200) }]);
  await expect(trayRow(page, `${word}.jpg`)).toContainText("Uploaded");
  await page.goto(`/admin?q=${word}`);
  const link = page
    .getByRole("main")
    .getByRole("link")
    .filter({ has: page.getByRole("img", { name: `${word}.jpg` }) });
  await link.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/admin\/images\//);
  await page.getByLabel("Title").focus();
  await page.keyboard.type("By hand");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Saved")).toBeVisible();
  await page.getByRole("button", { name: "Delete" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Delete" })).toBeFocused();
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Delete image" }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/admin(\?|$)/);
  await page.goto(`/admin?q=${word}`);
  await expect(page.getByText("No image matches")).toBeVisible();
});

test("a change on top of somebody else's is not lost and not forced", async ({ page, admin }) => {
  const word = unique("conflict");
  const [image] = await addImages(admin, 1, () => ({ filename: `${word}.png` }));
  await signIn(page);
  await page.goto(`/admin/images/${image?.id}`);
  await page.getByLabel("Title").fill("Mine");
  expect(
    (await admin.call(`/images/${image?.id}`, { method: "PATCH", json: { title: "Theirs" } })).status,
  ).toBe(200);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Somebody else changed this image meanwhile")).toBeVisible();
  await expect(page.getByLabel("Title")).toHaveValue("Mine");
});

test("the download is the original, byte for byte, under its own name", async ({ page }) => {
  const name = `${unique("grüße ")}.jpg`;
  const photo = await makePhoto(640, 480);
  await signIn(page);
  await pickFiles(page, [{ name, mimeType: "image/jpeg", buffer: photo }]);
  await expect(trayRow(page, name)).toContainText("Uploaded");
  await page.getByRole("main").getByRole("img", { name }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe(name);
  expect((await readFile(await file.path())).equals(photo)).toBe(true);
});

test("an address that leads nowhere is a designed page with a way back", async ({ page }) => {
  await signIn(page);
  await page.goto("/admin/images/00000000-0000-4000-8000-000000000000");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Go to the gallery" }).click();
  await expect(page).toHaveURL(/\/admin$/);
});

test.describe("for visitors", () => {
  // The browser itself reports the status of the page.
  test.use({ expectedErrors: [/404/] });

  test("a private image's page and one that never was are the same 404", async ({ page, admin }) => {
    const [image] = await addImages(admin, 1, () => ({ visibility: "private" }));
    const texts: string[] = [];
    for (const id of [image?.id, "00000000-0000-4000-8000-000000000000"]) {
      const response = await page.goto(`/view/${id}`);
      expect(response?.status()).toBe(404);
      texts.push(await page.getByRole("main").innerText());
    }
    expect(texts[0]).toBe(texts[1]);
  });
});
