/** A browser that fails its test on any unexpected console error, and what the tests do over and over. */
import { randomInt } from "node:crypto";
import { test as base, expect, type Page } from "@playwright/test";
import sharp from "sharp";
import { ApiClient } from "../support/api-client";
import { readEnvironment } from "../support/environment";

export { expect };

/** One session for all tests of a worker: attempts to sign in are limited, for tests too. */
let session: Promise<ApiClient> | undefined;

async function openSession(): Promise<ApiClient> {
  const { ADMIN_EMAIL, ADMIN_PASSWORD } = readEnvironment();
  const client = new ApiClient();
  expect(await client.signIn(ADMIN_EMAIL, ADMIN_PASSWORD)).toBe(true);
  return client;
}

/** The tests that hold up requests run without the service worker. */
const BLOCKED_WORKER = /Service Worker registration blocked by Playwright/;

type Fixtures = {
  /** Texts of console errors that a test expects, because it provokes them. */
  expectedErrors: RegExp[];
  quiet: undefined;
  /** The admin, through the API: for preparing and for looking behind the screen. */
  admin: ApiClient;
};

export const test = base.extend<Fixtures>({
  expectedErrors: [async ({}, use) => use([]), { scope: "test" }],
  quiet: [
    async ({ page, expectedErrors }, use) => {
      const heard: { text: string; where?: string | undefined }[] = [];
      const expected = [...expectedErrors, BLOCKED_WORKER];
      page.on("console", (message) => {
        if (message.type() !== "error" && message.type() !== "warning") return;
        // Without the signature.
        const [where] = message.location().url.split("?");
        heard.push({ text: message.text(), where });
      });
      page.on("pageerror", (error) => heard.push({ text: String(error) }));
      await use(undefined);
      expect(heard.filter(({ text }) => !expected.some((pattern) => pattern.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
  admin: async ({}, use) => use(await (session ??= openSession())),
});

/** Opens the gallery with the admin's session; the way through the sign-in page has tests of its own. */
export async function signIn(page: Page): Promise<void> {
  const client = await (session ??= openSession());
  await page.context().addCookies(client.cookieList().map((cookie) => ({ ...cookie, url: client.origin })));
  await page.goto("/admin");
  await expect(page.getByRole("heading", { name: "Gallery" })).toBeVisible();
}

/** A JPEG that looks like a photograph to a codec: shapes over noise, another one at each call. */
export async function makePhoto(widthPx: number, heightPx: number): Promise<Buffer> {
  const hue = randomInt(360);
  const shapes = Array.from({ length: 14 }, () => {
    const [x, y, r] = [randomInt(widthPx), randomInt(heightPx), randomInt(widthPx >> 4, widthPx >> 2)];
    return `<circle cx="${x}" cy="${y}" r="${r}" fill="hsl(${(hue + randomInt(90)) % 360} 55% ${randomInt(25, 80)}%)" fill-opacity=".6"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><rect width="100%" height="100%" fill="hsl(${hue} 40% 55%)"/>${shapes.join("")}</svg>`;
  const grain = await sharp({
    create: {
      width: widthPx,
      height: heightPx,
      channels: 3,
      background: "#808080",
      noise: { type: "gaussian", mean: 128, sigma: 18 },
    },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  return sharp(Buffer.from(svg))
    .composite([{ input: grain, blend: "soft-light" }])
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** The file input behind the upload button, as the browser's picker would fill it. */
export async function pickFiles(
  page: Page,
  files: { name: string; mimeType: string; buffer: Buffer }[],
): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page
    .getByRole("banner")
    .getByRole("button", { name: /upload/i })
    .click();
  await (await chooser).setFiles(files);
}

/** The tray's row of one file. */
export function trayRow(page: Page, filename: string) {
  return page
    .getByRole("region", { name: /upload/i })
    .getByRole("listitem")
    .filter({ hasText: filename });
}
