/** How much JavaScript a browser really loads: each file once, compressed by gzip at its best, without headers. */
import { gzipSync } from "node:zlib";
import type { Page, Response } from "@playwright/test";

export type Scripts = { readonly bytes: number; readonly files: number };

/** What a page that has loaded nothing yet loads during `visit`, workers of its own included; not the service worker. */
export async function weighScripts(page: Page, visit: () => Promise<void>): Promise<Scripts> {
  const files = new Map<string, Response>();
  page.on("response", (response) => {
    const type = response.headers()["content-type"] ?? "";
    if (response.status() === 200 && /javascript/.test(type)) files.set(response.url(), response);
  });
  await visit();
  await page.waitForLoadState("networkidle");
  const sizes = await Promise.all(
    [...files.values()].map(async (response) => gzipSync(await response.body(), { level: 9 }).byteLength),
  );
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: files.size };
}
