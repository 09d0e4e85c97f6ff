// The public pages over more than two lives of a signed URL, with the clocks moved: what is shown, what is kept, and
// what is left on the disk.
import { advanceStoreClock, removeOwnStore } from "../support/own-store";
import { removeOwnDatabase } from "../support/own-services";
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "@/scripts/project-root";
import type { ImageView } from "@/lib/contracts/image";
import { keptPeriod } from "@/lib/signing/kept-seconds";
import { ApiClient } from "../support/api-client";
import { drain } from "../support/drain";
import { KeptEntries } from "../support/kept-entries";
import { MovingClock } from "../support/moving-clock";
import { addPerson } from "../support/people";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { endOf, findSignedUrls } from "../support/signed-urls";
import { addImages } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";

const LIFE_SECONDS = 300;
const { seconds: PERIOD_SECONDS } = keptPeriod(new Date(), {
  lifeSeconds: LIFE_SECONDS,
  windowSeconds: LIFE_SECONDS / 2,
});
/** What a URL has left when a page is shown for the last time, less what looking takes on a slow machine. */
const LEAST_LEFT_SECONDS = LIFE_SECONDS / 2 - PERIOD_SECONDS - 5;
const STEP_MS = 17_000;
const STEPS = Math.ceil((2.2 * LIFE_SECONDS * 1000) / STEP_MS);

const clock = new MovingClock();
const entries = new KeptEntries();
let app: SecondApp;
let images: ImageView[];

beforeAll(async () => {
  const editor = await addPerson("editor");
  app = await startSecondApp({
    INLINE_WORKER: "false",
    NODE_OPTIONS: `${clock.option} ${entries.option}`,
    ...clock.settings,
    ...entries.settings,
  });
  process.env["SIGNET_URL"] = app.origin;
  const program = new ApiClient(app.origin, editor.apiKey);
  images = await addImages(program, 5, () => ({ visibility: "public" }));
  await drain();
  for (const { id } of images) await awaitVariants(program, id);
});
afterAll(async () => {
  await app.stop();
  clock.remove();
  entries.remove();
  await removeOwnDatabase();
  await removeOwnStore();
});

/** The signed URLs on a public page. */
async function urlsOn(path: string): Promise<string[]> {
  return findSignedUrls(await (await new ApiClient(app.origin).fetch(path)).text());
}

describe.each([
  ["passes", STEP_MS],
  ["passes on the wall alone, as while a machine sleeps,", 0],
])("While time %s", (_name, countingMs) => {
  it("no page shows a URL that has ended or is about to, though pages are kept, and none is kept for longer", async () => {
    const before = entries.all().length;
    const pages = ["/", `/view/${images[0]?.id ?? ""}`];
    const leftSeconds: number[] = [];
    let statuses: number[] = [];
    for (let step = 0; step < STEPS; step += 1) {
      for (const path of pages) {
        const urls = await urlsOn(path);
        const now = clock.now().getTime();
        leftSeconds.push(...urls.map((url) => (endOf(url).getTime() - now) / 1000));
        const [url = ""] = urls;
        statuses = [...statuses, (await fetch(url)).status];
      }
      advanceStoreClock(STEP_MS);
      await clock.advance({ wallMs: STEP_MS, countingMs }, [app.pid]);
    }

    expect(leftSeconds.length).toBeGreaterThanOrEqual(STEPS * (images.length + 1));
    expect(Math.min(...leftSeconds)).toBeGreaterThan(LEAST_LEFT_SECONDS);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    // Two pages were made in each period that there was, and shown from the cache in between.
    const made = entries.all().length - before;
    const periods = Math.ceil((STEPS * STEP_MS) / 1000 / PERIOD_SECONDS) + 1;
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThanOrEqual(2 * periods);
  });
});

describe("What was kept of the pages", () => {
  it("ends before the first URL in it, every single entry", () => {
    const kept = entries.all();
    expect(kept.length).toBeGreaterThan(10);
    for (const { begunAt, expire, revalidate, text } of kept) {
      const ends = findSignedUrls(text).map((url) => endOf(url).getTime());
      expect(ends.length).toBeGreaterThan(0);
      // Nothing is shown past its life while something newer is made.
      expect(revalidate).toBe(expire);
      expect(expire).toBeLessThanOrEqual(PERIOD_SECONDS);
      expect((Math.min(...ends) - begunAt) / 1000 - expire).toBeGreaterThan(LEAST_LEFT_SECONDS);
    }
  });

  it("is nowhere in what the build and the running app have left on the disk", () => {
    const folder = join(projectRoot, ".next");
    const files = globSync("**/*", { cwd: folder }).filter((name) => statSync(join(folder, name)).isFile());
    const withUrl = files.filter((name) =>
      /X-Amz-Signature=[0-9a-f]{64}/.test(readFileSync(join(folder, name), "latin1")),
    );

    expect(files.length).toBeGreaterThan(100);
    expect(withUrl).toEqual([]);
    const prerendered = readFileSync(join(folder, "prerender-manifest.json"), "utf8");
    expect(prerendered).not.toMatch(/"\/"|"\/view/);
  });
});
