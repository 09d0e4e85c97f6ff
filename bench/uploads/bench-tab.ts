/** A browser with one page of the app's origin in which nothing of the app runs: only what is measured. */
import type { Browser, Page } from "@playwright/test";
import { presignUploadResponse, presignUploadsResponse } from "@/lib/contracts/upload";
import { MAX_BATCH } from "@/lib/images/upload/upload-policy";
import { bundleForBrowser } from "@/tests/support/browser-bundle";
import { launchBrowser as launchPlainBrowser } from "../harness/browser";
import { type BenchApp, STORE_NAME, type Uploader } from "./bench-app";
import type { Signed, Took } from "./page/contestants";
import type { Declared } from "./page/main";

/** @param way `host:port` that leads to the store */
export function launchBrowser(way: string): Promise<Browser> {
  return launchPlainBrowser(`--host-resolver-rules=MAP ${STORE_NAME} ${way}`);
}

export class BenchTab {
  readonly page: Page;
  readonly #app: BenchApp;
  readonly #browser: Browser;

  private constructor(app: BenchApp, browser: Browser, page: Page) {
    this.page = page;
    this.#app = app;
    this.#browser = browser;
  }

  /** @param way `host:port` that leads to the store: its own, or that of a line to it */
  static async open(app: BenchApp, way = app.store): Promise<BenchTab> {
    const browser = await launchBrowser(way);
    const context = await browser.newContext({ bypassCSP: true, serviceWorkers: "block" });
    const tab = new BenchTab(app, browser, await context.newPage());
    await tab.#load();
    return tab;
  }

  async #load(): Promise<void> {
    const { page } = this;
    const worker = await bundleForBrowser("components/upload/hashing/hash-worker.ts");
    await page.route("**/hash-worker.ts", (route) =>
      route.fulfill({ contentType: "text/javascript", body: worker }),
    );
    // Any answer of the app's own will do as a document.
    await page.goto(`${this.#app.origin}/images`);
    await page.addScriptTag({
      content: await bundleForBrowser("bench/uploads/page/main.ts"),
      type: "module",
    });
    // A module runs some time after it was added.
    await page.waitForFunction(() => "bench" in window);
    // The workers stay; what comes after them passes no interception.
    await page.evaluate(() => (window.bench.makeFiles(8, 1_000), window.bench.declare()));
    await page.unroute("**/hash-worker.ts");
  }

  /** From now on, this is who is signed in. */
  async signIn({ session }: Uploader): Promise<void> {
    const cookies = session.cookieList().map((cookie) => ({ ...cookie, url: this.#app.origin }));
    await this.page.context().addCookies(cookies);
  }

  async makeFiles(count: number, sizeBytes: number): Promise<void> {
    await this.page.evaluate(([files, bytes]) => window.bench.makeFiles(files, bytes), [
      count,
      sizeBytes,
    ] as const);
    // Those before them hold the browser's memory for files, which would come to an end.
    await this.page.requestGC();
  }

  /** Bare PUTs of the files, which were signed as ours are, and before. */
  async putBare(uploader: Uploader): Promise<Took> {
    const declared = await this.page.evaluate(() => window.bench.declare());
    const signed = await presign(uploader, declared);
    return await this.page.evaluate((targets) => window.bench.putBare(targets), signed);
  }

  uploadOurs(options: { withChecksums: boolean } = { withChecksums: true }): Promise<Took> {
    return this.page.evaluate(({ withChecksums }) => window.bench.uploadOurs(withChecksums), options);
  }

  uploadByUppy(): Promise<Took> {
    return this.page.evaluate(() => window.bench.uploadByUppy());
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

/** As our engine has them signed: with all that is declared. */
async function presign({ session }: Uploader, declared: readonly Declared[]): Promise<Signed[]> {
  const signed: Signed[] = [];
  for (let start = 0; start < declared.length; start += MAX_BATCH) {
    const files = declared.slice(start, start + MAX_BATCH);
    const { body } = await session.call("/images/presign-uploads", { json: { files } });
    const { uploads } = presignUploadsResponse.parse(body);
    for (const upload of uploads) signed.push(presignUploadResponse.parse(upload));
  }
  return signed;
}
