// How much JavaScript the pages load, against a page of Next that says a word; the bars are those of bench/pages.
import { buildBareApp } from "@/bench/harness/comparison-app";
import { AppCalls } from "@/bench/pages/app-calls";
import { beyondBare, SCRIPT_BARS, type Weighed, weighPages } from "@/bench/pages/goals/scripts";
import { Shutdown } from "@/scripts/services/shutdown";
import { readEnvironment } from "../support/environment";
import { addPerson, type Person } from "../support/people";
import { addImages } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";
import { expect, signIn, test } from "./fixtures";

const PICTURES = 50;
const { SIGNET_URL } = readEnvironment();

let person: Person;
test.beforeAll(async () => {
  person = await addPerson("editor");
});

test("the pages load no more JavaScript beyond an empty page of Next than their bars allow", async ({
  browser,
}) => {
  const shutdown = new Shutdown();
  let weighed: Weighed;
  try {
    const bareFolder = await buildBareApp(shutdown);
    const [image] = await addImages(person.program, 1, () => ({ visibility: "public" }));
    await awaitVariants(person.program, image?.id ?? "");
    const place = { origin: SIGNET_URL, person, publicId: image?.id ?? "" };
    weighed = await weighPages(browser, place, bareFolder);
  } finally {
    await shutdown.closeAll();
  }
  // Had a page failed to load, it would weigh nothing.
  expect(beyondBare(weighed, "publicImage")).toBeGreaterThan(0);
  expect(beyondBare(weighed, "publicImage")).toBeLessThanOrEqual(SCRIPT_BARS.publicImage.bar);
  expect(beyondBare(weighed, "gallery")).toBeLessThanOrEqual(SCRIPT_BARS.gallery.bar);
  expect(beyondBare(weighed, "uploader")).toBeLessThanOrEqual(SCRIPT_BARS.uploader.bar);
});

test("a page of the gallery comes with all of its pictures' URLs: none of them costs the app a request", async ({
  page,
}) => {
  const word = `calls${Date.now()}`;
  await addImages(person.program, PICTURES, (index) => ({ filename: `${word}-${index}.png` }));
  await signIn(page);
  await page.waitForLoadState("networkidle");
  const calls = new AppCalls(page, SIGNET_URL);
  await page.goto(`/admin?q=${word}`);
  const pictures = page.getByRole("main").getByRole("img");
  await expect(pictures).toHaveCount(PICTURES);
  await pictures.last().scrollIntoViewIfNeeded();
  await page.waitForLoadState("networkidle");
  expect(calls.requests.length, calls.told).toBe(1);
});
