// Another site in the same browser: it may show public images by their stable address, and learns nothing of private ones,
// whoever is signed in here; and going there from here tells it no address of ours.
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { readEnvironment } from "../support/environment";
import { addImages } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";
import { expect, signIn, test } from "./fixtures";

const { SIGNET_URL } = readEnvironment();

/** A page on 127.0.0.1, which is another site to a browser than localhost is. */
async function openSite(
  html: string,
): Promise<{ origin: string; heard: IncomingHttpHeaders[]; close(): void }> {
  const heard: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    // What a page brings along, such as its icon, comes from that page.
    if (request.url === "/") heard.push(request.headers);
    response.setHeader("content-type", "text/html; charset=utf-8").end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${portOf(server.address())}`, heard, close: () => server.close() };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The other site has no port.");
  return address.port;
}

const widths = (page: Page) =>
  page.locator("img").evaluateAll((images) =>
    Promise.all(
      images.map(async (image) => {
        if (!(image instanceof HTMLImageElement)) return -1;
        await image.decode().catch(() => undefined);
        return image.naturalWidth;
      }),
    ),
  );

test.describe("A page of another site", () => {
  // The browser reports what it was refused.
  test.use({ expectedErrors: [/404|ERR_BLOCKED|ERR_FAILED|Failed to load/] });

  test("shows public images by their stable address, and of private ones nothing", async ({
    page,
    admin,
  }) => {
    const images = await addImages(admin, 2, (index) => ({ visibility: index === 0 ? "public" : "private" }));
    await Promise.all(images.map(({ id }) => awaitVariants(admin, id)));
    await signIn(page);
    const site = await openSite(
      images.map(({ id }) => `<img alt="" src="${SIGNET_URL}/images/${id}/content">`).join(""),
    );
    try {
      await page.goto(site.origin);
      const [shown = 0, hidden] = await widths(page);
      expect(shown).toBeGreaterThan(0);
      expect(hidden).toBe(0);
    } finally {
      site.close();
    }
  });

  test("is not told which of our pages a person came from", async ({ page, admin }) => {
    const [image] = await addImages(admin, 1);
    const site = await openSite("<p>elsewhere</p>");
    try {
      await signIn(page);
      await page.goto(`/admin/images/${image?.id}`);
      await page.evaluate((address) => {
        const link = document.createElement("a");
        Object.assign(link, { href: address, textContent: "elsewhere" });
        document.body.append(link);
        link.click();
      }, site.origin);
      await expect(page.getByText("elsewhere")).toBeVisible();
      expect(site.heard.map(({ referer }) => referer)).toEqual(site.heard.map(() => undefined));
      expect(site.heard.length).toBeGreaterThan(0);
    } finally {
      site.close();
    }
  });
});
