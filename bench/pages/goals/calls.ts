/** N2 and N3: what a view of a hundred images asks the app for, and what each image of the next page costs. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { Browser } from "@playwright/test";
import { type Figure, figure } from "../../harness/figure";
import { AppCalls, isAhead } from "../app-calls";
import { lookThrough, type Place, signedInContext } from "../gallery-tab";

/** @param count how many images there are whose names begin with `word` */
export async function measureCalls(
  browser: Browser,
  { word, count, ...place }: Place & { readonly word: string; readonly count: number },
): Promise<Figure[]> {
  const context = await signedInContext(browser, place);
  const page = await context.newPage();
  const calls = new AppCalls(page, place.origin);
  const further: Promise<number>[] = [];
  page.on("response", (response) => {
    const request = response.request();
    const isFurther = !request.isNavigationRequest() && !isAhead(request);
    // Read at once: browsers do not hold on to what they were sent.
    if (calls.requests.includes(request) && isFurther)
      further.push(response.body().then((body) => gzipSync(body, { level: 9 }).byteLength));
  });
  await page.goto(`${place.origin}/admin?q=${word}`);
  const first = await page.getByRole("main").getByRole("img").count();
  await lookThrough(page, count);
  await page.waitForLoadState("networkidle");
  const bytes = await Promise.all(further);
  await context.close();
  assert.ok(first > 0 && first <= count);
  return [
    figure({
      goal: "N2",
      what: `Requests to the app of a view of ${count} images, the page itself included`,
      unit: "requests",
      value: calls.requests.length,
      bar: { atMost: 2 },
      stretch: { atMost: 1 },
      note: calls.told,
    }),
    figure({
      goal: "N3",
      what: "What the gallery asks the app for of each further image, signed URLs included, gzip",
      unit: "bytes",
      // Nothing when the page itself has them all.
      value: bytes.reduce((sum, size) => sum + size, 0) / Math.max(1, count - first),
      bar: { atMost: 100 },
      stretch: { atMost: 60 },
      note: `${count - first} images behind the first ${first}, bodies compressed at their best`,
    }),
  ];
}
