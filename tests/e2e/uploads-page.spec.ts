import { hasObject } from "../support/bucket";
import { ageFindings, leaveStrangers, leaveUploads, parkRemoval, tidyUp } from "../support/housekeeping";
import { addPerson, signInAs } from "../support/people";
import { expect, signIn, test } from "./fixtures";

test.describe("the page of uploads", () => {
  test("has a remedy for each upload and removal, and tells what comparing has found", async ({ page }) => {
    await tidyUp();
    const editor = await addPerson("editor");
    await leaveUploads(editor, ["forgotten.png"]);
    await parkRemoval("images/parked-by-test");
    await leaveStrangers(2);
    await signIn(page);
    await page.getByRole("link", { name: "Uploads" }).click();
    await expect(page.getByRole("heading", { name: "Uploads", exact: true })).toBeVisible();

    await page.getByRole("button", { name: "Expire forgotten.png now" }).click();
    await expect(page.getByText("Upload expired")).toBeVisible();
    await expect(page.getByText("forgotten.png")).toBeHidden();

    await page.getByRole("button", { name: "Try to remove images/parked-by-test again" }).click();
    await expect(page.getByText("None: what was deleted is gone")).toBeVisible();

    await page.getByRole("button", { name: "Compare bucket and ledger now" }).click();
    await expect(page.getByText("2 objects that nobody knows")).toBeVisible();
    await expect(page.getByText("None of what nobody knows may be removed yet")).toBeVisible();
    await page.getByText("2 objects that nobody knows").click();
    await expect(page.getByText("uploads/left-by-hand-0.png")).toBeVisible();

    await ageFindings();
    await page.reload();
    await page.getByRole("button", { name: "Remove 2 unknown objects" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Remove 2 unknown objects" }).click();
    await expect(page.getByText("0 removed since")).toBeVisible();
    // The bucket itself says that they are of today.
    expect(await hasObject("uploads/left-by-hand-0.png")).toBe(true);
    await page.getByRole("link", { name: "Audit" }).click();
    await expect(page.getByText("ended the upload of forgotten.png")).toBeVisible();
    await expect(page.getByText("had a removal tried again")).toBeVisible();
    await tidyUp();
  });

  test("is there for administrators alone", async ({ page }) => {
    const editor = await signInAs(await addPerson("editor"));
    expect((await editor.call("/admin/uploads")).status).toBe(404);
    await page.goto("/admin/uploads");
    await expect(page).toHaveURL(/sign-in\?next=%2Fadmin%2Fuploads/);
  });
});
