// The admin's page on the health of the installation: the report, and a test from the very browser that shows it.
import { DeleteBucketCorsCommand } from "@aws-sdk/client-s3";
import { browserOrigins, openBucket } from "@/scripts/s3/bucket-client";
import { configureBucket } from "@/scripts/s3/prepare-bucket";
import { expect, signIn, test } from "./fixtures";

test.beforeEach(async ({ page }) => {
  await signIn(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Health" }).click();
  await expect(page.getByRole("heading", { name: "Health", level: 1 })).toBeVisible();
});

test("a run proves the way from this browser to the store and back", async ({ page }) => {
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page.getByText("The store took a picture from this page")).toBeVisible();
  await expect(page.getByText("The picture was shown by a signed URL")).toBeVisible();
  await expect(page.getByText("It was removed")).toBeVisible();
  await expect(page.getByText("All public access is blocked.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Run now" })).toBeVisible();

  await page.reload();
  await expect(page.getByText(/^Last run/)).toBeVisible();
  await expect(page.getByText("All public access is blocked.")).toBeVisible();
});

test.describe("Without CORS rules", () => {
  test.use({ expectedErrors: [/CORS policy|ERR_FAILED|403/] });

  test("the browser says that it may not send, and what to do, and the report gives the rules to paste", async ({
    page,
    context,
  }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const settings = openBucket();
    await settings.client.send(new DeleteBucketCorsCommand({ Bucket: settings.bucket }));
    try {
      await page.getByRole("button", { name: "Run now" }).click();
      await expect(
        page.getByText("The store answers, and the browser was not allowed to send."),
      ).toBeVisible();
      const copy = page.getByRole("button", { name: "Copy the remedy for Uploads from the browser (CORS)" });
      await copy.click();
      const pasted: unknown = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
      expect(pasted).toMatchObject({ CORSRules: [{ AllowedMethods: ["PUT", "GET"] }] });
    } finally {
      await configureBucket(settings, browserOrigins());
      settings.client.destroy();
    }
  });
});
