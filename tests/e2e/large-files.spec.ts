import type { Route } from "@playwright/test";
import { growFilm } from "../support/sample-films";
import { readEnvironment } from "../support/environment";
import { expect, pickFiles, signIn, test, trayRow } from "./fixtures";

const MIB = 1024 ** 2;
const unique = (name: string) => `${name}-${Date.now()}-${Math.floor(Math.random() * 1e6)}.webm`;

test("a video gets a picture and its length, and plays on its page and on the public one", async ({
  page,
  admin,
}) => {
  const name = unique("clip");
  await signIn(page);
  const registration = page.waitForRequest(/\/images\/registrations$/);
  await pickFiles(page, [{ name, mimeType: "video/webm", buffer: await growFilm(64) }]);
  await expect(trayRow(page, name)).toContainText("Uploaded");
  const { images } = (await registration).postDataJSON();
  expect(images).toMatchObject([{ filename: name, poster: expect.stringMatching(/^uploads\//) }]);
  await trayRow(page, name).getByRole("link").click();
  await expect(page).toHaveURL(/\/admin\/images\//);
  await expect(page.getByText("0:02", { exact: true })).toBeVisible();
  const id = page.url().split("/").at(-1) ?? "";
  const plays = () =>
    page.locator("video").evaluate(async (video: HTMLVideoElement) => {
      video.muted = true;
      await video.play();
      return video.videoWidth;
    });
  expect(await plays()).toBe(96);
  await admin.call(`/images/${id}`, { method: "PATCH", json: { visibility: "public" } });
  await page.goto(`/view/${id}`);
  expect(await plays()).toBe(96);
});

test.describe("a file above 16 MiB", () => {
  test.use({ expectedErrors: [/ERR_FAILED|Failed to load resource/] });

  test("goes on after a reload with the parts that are missing, and ends in the gallery", async ({
    page,
  }) => {
    const name = unique("long");
    const file = { name, mimeType: "video/webm", buffer: await growFilm(17 * MIB) };
    const store = `${readEnvironment().S3_ENDPOINT}/**`;
    const sent: string[] = [];
    page.on("request", (request) => {
      const part = new URL(request.url()).searchParams.get("partNumber");
      if (request.method() === "PUT" && part !== null) sent.push(part);
    });
    // All but the first part stand still on the wire until the page is loaded anew.
    await page.route(store, async (route) => {
      const isHeld = /partNumber=[^1]/.test(route.request().url());
      if (!isHeld) await route.continue();
    });
    await signIn(page);
    const firstPart = page.waitForResponse(
      (response) =>
        response.request().method() === "PUT" &&
        new URL(response.url()).searchParams.get("partNumber") === "1",
    );
    await pickFiles(page, [file]);
    expect((await firstPart).status()).toBe(200);
    await expect(trayRow(page, name)).toContainText(/Uploading [1-9]/);
    page.on("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await page.unroute(store);
    sent.length = 0;

    const row = page.getByRole("listitem").filter({ hasText: name });
    await expect(row).toContainText("Choose the same file to go on");
    const chooser = page.waitForEvent("filechooser");
    await row.getByRole("button", { name: `Choose file to go on with ${name}` }).click();
    await (await chooser).setFiles([file]);
    await expect(trayRow(page, name)).toContainText("Uploaded", { timeout: 120_000 });
    await expect(page.getByRole("main").getByRole("link", { name })).toBeVisible();
    expect(sent.toSorted()).toEqual(["2", "3"]);
  });

  // Closing the page lets a request go that stood still on the wire: then the server is at it already.
  for (const [isAtIt, answer] of [
    ["nobody has asked for its registration", (route: Route) => route.abort()],
    ["its registration was asked for", () => undefined],
  ] as const) {
    test(`becomes an image at the next visit without its file, when all has arrived and ${isAtIt}`, async ({
      page,
    }) => {
      const name = unique("arrived");
      const file = { name, mimeType: "video/webm", buffer: await growFilm(17 * MIB) };
      await page.route("**/images/registrations", answer);
      await signIn(page);
      await pickFiles(page, [file]);
      await expect(trayRow(page, name)).toContainText(/Verifying|Trying again/, { timeout: 120_000 });
      const next = await page.context().newPage();
      await page.close();
      await next.goto("/admin");
      await expect(next.getByText(`${name} uploaded`)).toBeVisible();
      await expect(next.getByRole("main").getByRole("link", { name })).toBeVisible();
      await expect(next.getByRole("region", { name: /upload/i })).toHaveCount(0);
    });
  }
});
