import { readEnvironment } from "../support/environment";
import { expect, signIn, test } from "./fixtures";

test("a person who is not signed in is asked to, and comes back to where they wanted to go", async ({
  page,
}) => {
  const { ADMIN_EMAIL, ADMIN_PASSWORD } = readEnvironment();
  await page.goto("/admin?visibility=public");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("E-mail").fill(ADMIN_EMAIL);
  await page.getByLabel("Password", { exact: true }).fill(ADMIN_PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/admin\?visibility=public$/);
});

test.describe("with a wrong password", () => {
  test.use({ expectedErrors: [/401/] });

  test("signing in says so beside the password, and keeps the e-mail address", async ({ page }) => {
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill("nobody@example.com");
    await page.getByLabel("Password", { exact: true }).fill("wrong");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel("E-mail")).toHaveValue("nobody@example.com");
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test("the address to go on to is never another site", async ({ page }) => {
  const { ADMIN_EMAIL, ADMIN_PASSWORD, SIGNET_URL } = readEnvironment();
  await page.goto("/sign-in?next=//evil.example/x");
  await page.getByLabel("E-mail").fill(ADMIN_EMAIL);
  await page.getByLabel("Password", { exact: true }).fill(ADMIN_PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`^${SIGNET_URL}/admin`));
});

test("signing out closes the gallery", async ({ page }) => {
  await signIn(page);
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).not.toHaveURL(/\/admin/);
  await page.goto("/admin");
  await expect(page).toHaveURL(/\/sign-in/);
});
