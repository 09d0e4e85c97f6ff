import type { Page } from "@playwright/test";
import { bundleForBrowser } from "../support/browser-bundle";
import { readEnvironment } from "../support/environment";
import { growFilm } from "../support/sample-films";
import { expect, makePhoto, signIn, test } from "./fixtures";

// A page that a developer adds may speak to `data:` addresses, which the app's own pages may not.
test.use({ bypassCSP: true });

/** A page of the app's own origin, with nothing of the app's in it. */
async function openUppy(page: Page): Promise<void> {
  await signIn(page);
  await page.setContent(`<link rel="icon" href="data:,"><input type="file" multiple><ul></ul>`);
  const content = await bundleForBrowser("tests/support/uppy-page.ts");
  await page.addScriptTag({ content, type: "module" });
}

async function registeredId(page: Page, name: string): Promise<string> {
  const line = page.getByRole("listitem").filter({ hasText: name });
  await expect(line).toContainText(`${name} is `, { timeout: 60_000 });
  return (await line.innerText()).split(" is ")[1] ?? "";
}

test("Uppy uploads a small file whole and a large one in parts, by the routes as they are", async ({
  page,
  admin,
}) => {
  const photo = { name: "by-uppy.jpg", mimeType: "image/jpeg", buffer: await makePhoto(320, 240) };
  const film = {
    name: "by-uppy.webm",
    mimeType: "video/webm",
    buffer: await growFilm(17 * 1024 ** 2),
  };
  await openUppy(page);
  const calls: string[] = [];
  page.on("request", (request) => {
    const { origin, pathname, searchParams } = new URL(request.url());
    if (origin === readEnvironment().SIGNET_URL) calls.push(`${request.method()} ${pathname}`);
    else if (request.method() === "PUT") calls.push(`PUT part ${searchParams.get("partNumber") ?? "none"}`);
  });
  await page.locator("input").setInputFiles([photo, film]);
  for (const { name, mimeType, buffer } of [photo, film]) {
    const { body } = await admin.call(`/images/${await registeredId(page, name)}`);
    expect(body["image"]).toMatchObject({ filename: name, filetype: mimeType, size: buffer.byteLength });
  }
  expect(calls.filter((call) => call.startsWith("PUT")).toSorted()).toEqual([
    "PUT part 1",
    "PUT part 2",
    "PUT part 3",
    "PUT part none",
  ]);
  expect(calls).toContain("POST /images/registrations");
});

test.describe("of files that Signet does not take", () => {
  test.use({ expectedErrors: [/415 \(Unsupported Media Type\)|\[Uppy\] .* is not accepted/] });

  test("Uppy shows the reason, and uploads their neighbours", async ({ page }) => {
    await openUppy(page);
    await page.locator("input").setInputFiles([
      { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") },
      { name: "neighbour.jpg", mimeType: "image/jpeg", buffer: await makePhoto(320, 240) },
    ]);
    await expect(page.getByRole("listitem").filter({ hasText: "notes.txt" })).toContainText(
      "is not accepted",
    );
    await registeredId(page, "neighbour.jpg");
  });
});
