/** U7: a tab that dies in the middle of a large file. What the store's end of the line gets twice is counted there. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import { makeTemporaryFolder } from "@/scripts/services/temporary-folder";
import { type Figure, figure } from "../../harness/figure";
import type { BenchApp } from "../bench-app";
import { launchBrowser } from "../bench-tab";
import { Line } from "../line";
import { makeDocument } from "../sample-document";

const MIB = 1024 ** 2;
const SIZE_BYTES = 256 * MIB;
const PART_BYTES = 8 * MIB;
const CONNECTIONS = 6;
const LINE = { bytesPerSecond: 6 * MIB, delayMs: 25 };
const PATIENCE_MS = 120_000;

export async function measureResume(app: BenchApp): Promise<Figure> {
  const folder = makeTemporaryFolder();
  const line = await Line.open(`http://${app.store}`, LINE);
  const browser = await launchBrowser(line.address);
  try {
    const path = join(folder.path, "large.pdf");
    await writeFile(path, makeDocument(SIZE_BYTES).stream());
    const uploader = await app.addUploader();
    const context = await browser.newContext({ serviceWorkers: "block" });
    await context.addCookies(uploader.session.cookieList().map((cookie) => ({ ...cookie, url: app.origin })));
    await uploadHalf(context, app, path, line);
    const page = await context.newPage();
    await page.goto(`${app.origin}/admin`);
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: /^Choose file to go on with/ }).click();
    await (await chooser).setFiles(path);
    await page.getByText("1 image uploaded").first().waitFor({ timeout: PATIENCE_MS });
    assert.deepEqual(await app.imagesOf(uploader), { images: 1, bytes: SIZE_BYTES });
    return figureOf(line.sentBytes - SIZE_BYTES);
  } finally {
    await browser.close();
    await line.close();
    folder.remove();
  }
}

function figureOf(againBytes: number): Figure {
  return figure({
    goal: "U7",
    what: "A tab that dies in the middle of 256 MiB: bytes that are sent again, of 8 MiB parts on 6 connections",
    unit: "MiB",
    value: againBytes / MIB,
    bar: { atMost: (CONNECTIONS * PART_BYTES) / MIB },
    note: "Counted at the store's end of the line, headers included.",
  });
}

async function uploadHalf(context: BrowserContext, app: BenchApp, path: string, line: Line): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${app.origin}/admin`);
  const chooser = page.waitForEvent("filechooser");
  await page
    .getByRole("banner")
    .getByRole("button", { name: /upload/i })
    .click();
  await (await chooser).setFiles(path);
  const deadline = performance.now() + PATIENCE_MS;
  while (line.sentBytes < SIZE_BYTES / 2) {
    assert.ok(performance.now() < deadline, "The first half took too long.");
    await page.waitForTimeout(50);
  }
  await crash(page);
}

/** Without a last word, as when the machine loses power. */
async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  session.send("Page.crash").catch(() => undefined);
  await crashed;
  await page.close();
}
