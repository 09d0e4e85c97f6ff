// Nothing in the app decides between two classes that set the same property: there must not be two on one element.
import type { Page } from "@playwright/test";
import { twMerge } from "tailwind-merge";
import { addImages } from "../support/upload-flow";
import { expect, makePhoto, pickFiles, signIn, test, trayRow } from "./fixtures";

async function expectNoContradictions(page: Page): Promise<void> {
  const names = await page
    .locator("[class]")
    .evaluateAll((all) => [...new Set(all.map((each) => each.getAttribute("class") ?? ""))]);
  const plain = names.map((each) => each.split(/\s+/).filter(Boolean).join(" "));
  expect(plain.length).toBeGreaterThan(5);
  expect(plain.filter((each) => twMerge(each) !== each)).toEqual([]);
}

test("no element has two classes for one property, with menus, dialogs and the tray open", async ({
  page,
  admin,
}) => {
  const [image] = await addImages(admin, 1, () => ({ visibility: "public" }));
  await signIn(page);
  for (const [button, item] of [
    ["Account", "Sign out"],
    ["Filter", "Newest first"],
  ] as const) {
    await page.getByRole("button", { name: button }).click();
    await expect(page.getByText(item)).toBeVisible();
    await expectNoContradictions(page);
    await page.keyboard.press("Escape");
  }
  await pickFiles(page, [
    { name: "photo.jpg", mimeType: "image/jpeg", buffer: await makePhoto(320, 240) },
    { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") },
  ]);
  await expect(trayRow(page, "photo.jpg")).toContainText("Uploaded");
  await expectNoContradictions(page);
  await page.goto(`/admin/images/${image?.id}`);
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await expectNoContradictions(page);
});

for (const path of [
  "/admin?q=nothing-of-this-name",
  "/admin/uploads",
  "/admin/audit",
  "/admin/health",
  "/",
  "/sign-in",
])
  test(`no element of ${path} has two classes for one property`, async ({ page }) => {
    await signIn(page);
    await page.goto(path);
    await expect(page.getByRole("main")).toBeVisible();
    await expectNoContradictions(page);
  });
