// The service worker keeps the variants that a person was shown, for as long as that person is signed in.
import type { BrowserContext, Page } from "@playwright/test";
import { type ApiClient } from "../support/api-client";
import { admitPagesOf } from "../support/bucket-origins";
import { addPerson, type Person, signInAs } from "../support/people";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { watchStore } from "../support/store-watch";
import { addImages } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";
import { expect, test } from "./fixtures";
import { shownSources } from "./pictures";

/** The shortest life that may be set; its window is half of it. */
const LIFE_SECONDS = 30;
const PICTURES = 3;

test.use({ serviceWorkers: "allow" });

let app: SecondApp;
let person: Person;
let word: string;

test.beforeAll(async () => {
  app = await startSecondApp({ SIGNED_URL_TTL_SECONDS: String(LIFE_SECONDS), INLINE_WORKER: "false" });
  await admitPagesOf(app.origin);
  person = await addPerson("editor");
  word = `kept${Date.now()}`;
  const images = await addImages(person.program, PICTURES, (index) => ({ filename: `${word}-${index}.png` }));
  await Promise.all(images.map(({ id }) => awaitVariants(person.program, id)));
});
test.afterAll(async () => {
  await app.stop();
  await admitPagesOf();
});

async function takeSession(context: BrowserContext, someone: Person): Promise<ApiClient> {
  const client = (await signInAs(someone)).at(app.origin);
  await context.addCookies(client.cookieList().map((cookie) => ({ ...cookie, url: app.origin })));
  return client;
}

/** By way of the sign-in page, as people come: there the worker is fetched. */
async function arrive(page: Page): Promise<void> {
  await page.goto(`${app.origin}/sign-in`);
  await page.evaluate(() => navigator.serviceWorker.ready);
}

/** Shows the pictures, and tells which signed URLs the page had for them. */
async function look(page: Page): Promise<string[]> {
  await page.goto(`${app.origin}/admin?q=${word}`);
  return shownSources(page, PICTURES);
}

/** The same variant by another URL, of an app whose URLs live longer. */
async function signAnew(url: string): Promise<string> {
  const [, id = "", variant = ""] = /images\/([\da-f-]+)\/[\da-f-]+\/(\w+)\./.exec(url) ?? [];
  const { body } = await person.program.call(`/images/${id}/signed-url?variant=${variant}`);
  return String(body["url"]);
}

const keptOf = (page: Page) =>
  page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("signet-pictures-"));
    const kept: number[] = [];
    // Opening one that was thrown away meanwhile would make it anew.
    for (const name of names)
      if (await caches.has(name)) kept.push((await (await caches.open(name)).keys()).length);
    return { caches: names.length, pictures: kept.reduce((sum, count) => sum + count, 0) };
  });

test("a second view, when the signing window has turned, loads no byte of a picture", async ({
  page,
  context,
}) => {
  await arrive(page);
  await takeSession(context, person);
  const first = await look(page);
  await expect.poll(async () => (await keptOf(page)).pictures).toBe(PICTURES);
  await page.waitForTimeout((LIFE_SECONDS / 2 + 1) * 1000);

  const store = await watchStore(context, page);
  const second = await look(page);
  expect(second.filter((url) => first.includes(url))).toEqual([]);
  expect(store.askedByWorker).toEqual([]);
  expect(store.bytes()).toBe(0);
});

test("what was kept goes with the person, at sign-out and when access is refused", async ({
  page,
  context,
}) => {
  await arrive(page);
  await takeSession(context, person);
  await look(page);
  await expect.poll(async () => (await keptOf(page)).pictures).toBe(PICTURES);

  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(`${app.origin}/`);
  expect(await keptOf(page)).toEqual({ caches: 0, pictures: 0 });

  // Somebody else in the same browser finds nothing of theirs.
  await takeSession(context, await addPerson("editor"));
  await page.goto(`${app.origin}/admin?q=nothing-of-this-name`);
  await expect.poll(() => keptOf(page)).toEqual({ caches: 1, pictures: 0 });
  await context.clearCookies();
  await page.goto(`${app.origin}/admin`);
  await expect(page).toHaveURL(/sign-in/);
  await expect.poll(async () => (await keptOf(page)).caches).toBe(0);
});

test("a page that is still open when somebody else signs in adds nothing to what is kept for them", async ({
  page,
  context,
}) => {
  await arrive(page);
  await takeSession(context, person);
  const [shown = ""] = await look(page);
  await expect.poll(() => keptOf(page)).toEqual({ caches: 1, pictures: PICTURES });

  const next = await addPerson("editor");
  await takeSession(context, next);
  const other = await context.newPage();
  await other.goto(`${app.origin}/admin?q=nothing-of-this-name`);
  // By their names alone: opening one in the moment in which it goes would bring it back.
  await expect.poll(() => other.evaluate(() => caches.keys())).toEqual([`signet-pictures-${next.id}`]);
  const width = await page.evaluate(
    async (source) => {
      const late = new Image();
      late.src = source;
      await late.decode();
      return late.naturalWidth;
    },
    await signAnew(shown),
  );
  expect(width).toBeGreaterThan(0);
  // As long as the worker waits for a page to say whose it is.
  await page.waitForTimeout(11_000);
  expect(await keptOf(other)).toEqual({ caches: 1, pictures: 0 });
});

test("what was kept of an image goes when it is deleted", async ({ page, context }) => {
  await arrive(page);
  await takeSession(context, person);
  await look(page);
  await expect.poll(async () => (await keptOf(page)).pictures).toBe(PICTURES);

  await page
    .getByRole("main")
    .getByRole("link", { name: `${word}-0` })
    .click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete image" }).click();
  await expect(page.getByRole("main").getByRole("img")).toHaveCount(PICTURES - 1);
  await expect.poll(() => keptOf(page)).toEqual({ caches: 1, pictures: PICTURES - 1 });
});
