import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { ageFindings, leaveStrangers, leaveUploads, parkRemoval, tidyUp } from "../support/housekeeping";
import { sqlOne } from "../support/database";
import { readEnvironment } from "../support/environment";
import { addPerson } from "../support/people";
import { samplePdf } from "../support/sample-files";
import { growFilm } from "../support/sample-films";
import { addImages } from "../support/upload-flow";
import { expect, makePhoto, pickFiles, signIn, test, trayRow } from "./fixtures";
import { awaitVariants } from "../support/variants";

/** Each width and each scheme, and the phone in both: colours are tokens, and change with the scheme alone. */
const LOOKS = [
  { colorScheme: "light", width: 360 },
  { colorScheme: "dark", width: 360 },
  { colorScheme: "light", width: 768 },
  { colorScheme: "dark", width: 1280 },
] as const;

async function expectNoViolations(page: Page, screen: string): Promise<void> {
  for (const { colorScheme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 900 });
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
      .analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
    expect(found, `${screen}, ${colorScheme}, ${width} px`).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `${screen} scrolls sideways at ${width} px`).toBeLessThanOrEqual(0);
  }
}

test.describe("axe finds nothing", () => {
  test("on the public page and one public image", async ({ page, admin }) => {
    const images = await addImages(admin, 2, () => ({ visibility: "public", alt: "A striped square" }));
    const [image] = images;
    await Promise.all(images.map(({ id }) => awaitVariants(admin, id)));
    await page.goto("/");
    await expect(page.getByRole("img", { name: "A striped square" }).first()).toBeVisible();
    await expectNoViolations(page, "public page");
    await page.getByRole("main").getByRole("link").first().click();
    await expect(page).not.toHaveURL(/\/$/);
    await expectNoViolations(page, `public image ${image?.id}`);
  });

  test("on the sign-in page", async ({ page }) => {
    await page.goto("/sign-in?error=OAuthAccountNotLinked");
    await expectNoViolations(page, "sign-in");
  });

  test("on the gallery with an open tray of uploaded and refused files, and on no results", async ({
    page,
  }) => {
    await signIn(page);
    const word = `axe${Date.now()}`;
    const name = `${word}.jpg`;
    await page.goto(`/admin?q=${word}`);
    await pickFiles(page, [
      { name, mimeType: "image/jpeg", buffer: await makePhoto(320, 240) },
      { name: "drawing.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") },
    ]);
    await expect(trayRow(page, name)).toContainText("Uploaded");
    await expectNoViolations(page, "gallery with tray");
    await page.goto("/admin?q=there-is-no-such-thing");
    await expect(page.getByText("No image matches")).toBeVisible();
    await expectNoViolations(page, "no results");
  });

  test("on a video and a document, in the gallery and on their pages", async ({ page }) => {
    await signIn(page);
    const word = `kinds${Date.now()}`;
    await page.goto(`/admin?q=${word}`);
    await pickFiles(page, [
      { name: `${word}.webm`, mimeType: "video/webm", buffer: await growFilm(64) },
      {
        name: `${word}.pdf`,
        mimeType: "application/pdf",
        buffer: Buffer.from(samplePdf({ filler: `%${word}\n` })),
      },
    ]);
    await expect(page.getByText("2 images uploaded").first()).toBeVisible();
    await page.getByRole("button", { name: "Close the upload list" }).click();
    await expectNoViolations(page, "gallery with kinds");
    await page
      .getByRole("main")
      .getByRole("link", { name: `${word}.pdf` })
      .click();
    await expect(page.getByRole("link", { name: /Open .* in a new tab/ })).toBeVisible();
    await expectNoViolations(page, "document");
    await page.getByRole("link", { name: "Gallery" }).first().click();
    await page
      .getByRole("main")
      .getByRole("link", { name: `${word}.webm` })
      .click();
    await expect(page.locator("video")).toBeVisible();
    await expectNoViolations(page, "video");
  });

  test("on one image, and on its delete dialog", async ({ page, admin }) => {
    const [image] = await addImages(admin, 1);
    await signIn(page);
    await page.goto(`/admin/images/${image?.id}`);
    await expect(page.getByLabel("Title")).toBeVisible();
    await expectNoViolations(page, "one image");
    await page.getByRole("button", { name: "Delete" }).click();
    await expect(page.getByRole("alertdialog")).toBeVisible();
    await expectNoViolations(page, "delete dialog");
  });

  test("on the page of uploads, with something of each kind to do, and on its dialog", async ({ page }) => {
    await leaveUploads(await addPerson("editor"), ["left behind.png"]);
    await parkRemoval("images/parked-for-axe");
    await leaveStrangers(1);
    await signIn(page);
    await page.goto("/admin/uploads");
    await page.getByRole("button", { name: "Compare bucket and ledger now" }).click();
    await page.getByText("1 object that nobody knows").click();
    await ageFindings();
    await page.reload();
    await expectNoViolations(page, "uploads");
    await page.getByRole("button", { name: "Remove 1 unknown object" }).click();
    await expect(page.getByRole("alertdialog")).toBeVisible();
    await expectNoViolations(page, "repair dialog");
    await tidyUp();
  });

  test("on the report on the installation", async ({ page }) => {
    await signIn(page);
    await page.goto("/admin/health");
    await page.getByRole("button", { name: "Run now" }).click();
    await expect(page.getByText("All public access is blocked.")).toBeVisible();
    await expectNoViolations(page, "health");
  });

  test("on the history of an image, on its revoked URLs and on the audit", async ({ page, admin }) => {
    const [image] = await addImages(admin, 1);
    const path = `/images/${image?.id}`;
    await admin.call(path, { method: "PATCH", json: { title: "Old harbour", alt: "Boats" } });
    await signIn(page);
    await page.goto(`/admin${path}`);
    await expect(page.getByRole("heading", { name: "History" })).toBeVisible();
    await page.getByRole("button", { name: "Revoke URLs" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Revoke URLs" }).click();
    await expect(page.getByText("All have stopped working")).toBeVisible();
    await expect(page.getByText("ended all URLs of it")).toBeVisible();
    await expectNoViolations(page, "revoked URLs and history");
    await page.getByRole("link", { name: "Audit" }).click();
    await expect(page.getByRole("heading", { name: "Audit" })).toBeVisible();
    await page.getByText("Filter", { exact: true }).click();
    await page.getByLabel("Image", { exact: true }).fill(`${path}/content`);
    await page.getByLabel("What").selectOption("image_described");
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page.getByRole("list", { name: "Events" }).getByRole("listitem")).toHaveCount(1);
    await expect(page.getByRole("main").getByRole("link", { name: "Old harbour" })).toBeVisible();
    await expectNoViolations(page, "audit");
    await page.goto("/admin/audit?person=there-is-no-such-person");
    await expect(page.getByText("Nothing on record matches")).toBeVisible();
  });

  test.describe("on an upload", () => {
    test.use({ expectedErrors: [/404/] });

    test("that waits for its file, which the server no longer knows", async ({ page }) => {
      const { ADMIN_EMAIL } = readEnvironment();
      const { id } = await sqlOne<{ id: string }>(`SELECT "id" FROM "User" WHERE "email" = $1`, [
        ADMIN_EMAIL,
      ]);
      const remembered = {
        ...{
          uploadId: crypto.randomUUID(),
          key: "uploads/gone",
          filename: "long.webm",
          filetype: "video/webm",
        },
        ...{
          partSizeBytes: 8e6,
          partCount: 3,
          sizeBytes: 2e7,
          lastModified: 0,
          expiresAtMs: Date.now() + 1e6,
        },
      };
      const entry = [`signet:uploads:${id}`, JSON.stringify([remembered])] as const;
      await signIn(page);
      await page.evaluate(([key, uploads]) => localStorage.setItem(key, uploads), entry);
      await page.reload();
      await expect(page.getByText("1 unfinished upload")).toBeVisible();
      await page.getByText("Choose the same file to go on").waitFor();
      await expectNoViolations(page, "unfinished upload");
    });
  });

  test.describe("on the page", () => {
    test.use({ expectedErrors: [/404/] });

    test("that is not there", async ({ page }) => {
      await page.goto("/no/such/page");
      await expectNoViolations(page, "not found");
    });
  });
});
