// Within a signing window every process signs the same URL, so that the browser's own cache knows it again.
import type { Page } from "@playwright/test";
import { admitPagesOf } from "../support/bucket-origins";
import { addPerson, type Person, signInAs } from "../support/people";
import { type SharedApps, startSharedApps } from "../support/shared-port";
import { watchStore } from "../support/store-watch";
import { addImages } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";
import { expect, test } from "./fixtures";
import { shownSources } from "./pictures";

/** The longest: a window of half a week, which no picture's phase ends while the test runs. */
const LIFE_SECONDS = 604_800;
const PICTURES = 8;

let apps: SharedApps;
let person: Person;
let word: string;

test.beforeAll(async () => {
  apps = await startSharedApps({ SIGNED_URL_TTL_SECONDS: String(LIFE_SECONDS), INLINE_WORKER: "false" });
  await admitPagesOf(apps.origin);
  person = await addPerson("editor");
  word = `shared${Date.now()}`;
  const images = await addImages(person.program, PICTURES, (index) => ({ filename: `${word}-${index}.png` }));
  await Promise.all(images.map(({ id }) => awaitVariants(person.program, id)));
});
test.afterAll(async () => {
  await apps.stop();
  await admitPagesOf();
});

async function look(page: Page): Promise<string[]> {
  await page.goto(`${apps.origin}/admin?q=${word}`);
  return shownSources(page, PICTURES);
}

test("a second view within the signing window loads no byte of a picture, whichever process answers", async ({
  page,
  context,
}) => {
  const client = (await signInAs(person)).at(apps.origin);
  await context.addCookies(client.cookieList().map((cookie) => ({ ...cookie, url: apps.origin })));
  const first = await watchStore(context, page);
  const urls = await look(page);
  expect(first.bytes()).toBeGreaterThan(0);
  await page.close();

  // Another tab, whose memory holds nothing of the first one, and the other process at every second request.
  const other = await context.newPage();
  const second = await watchStore(context, other);
  expect(await look(other)).toEqual(urls);
  expect(second.bytes()).toBe(0);
  expect(Math.min(...apps.answered())).toBeGreaterThan(0);
});
