// Public pages that are made with credentials which end soon: what is kept of them ends before that.
import { removeOwnDatabase } from "../support/own-services";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ApiClient } from "../support/api-client";
import { drain } from "../support/drain";
import { EndingCredentials } from "../support/ending-credentials";
import { KeptEntries } from "../support/kept-entries";
import { addPerson } from "../support/people";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { endOf, findSignedUrls } from "../support/signed-urls";
import { addImage } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";

/** Shorter than the two minutes for which a page is kept that is signed with credentials of one's own. */
const LIFE_SECONDS = 70;

const credentials = new EndingCredentials();
const entries = new KeptEntries();
let app: SecondApp;

beforeAll(async () => {
  app = await startSecondApp({
    ...credentials.settings,
    ...entries.settings,
    NODE_OPTIONS: entries.option,
    INLINE_WORKER: "false",
  });
  process.env["SIGNET_URL"] = app.origin;
});
afterAll(async () => {
  await app.stop();
  credentials.remove();
  entries.remove();
  await removeOwnDatabase();
});

it("A page is kept for less long than the credentials last that signed what is in it", async () => {
  const program = new ApiClient(app.origin, (await addPerson("editor")).apiKey);
  const { image } = await addImage(program, { visibility: "public" });
  await drain();
  await awaitVariants(program, image.id);
  const end = credentials.endIn(LIFE_SECONDS);
  const page = async () => (await new ApiClient(app.origin).fetch(`/view/${image.id}`)).text();
  const isSignedWithThem = async () => {
    // Pages of their own, until the app has taken the credentials that end then.
    await program.call(`/images/${image.id}`, { method: "PATCH", json: { alt: crypto.randomUUID() } });
    const ends = findSignedUrls(await page()).map((url) => endOf(url).getTime());
    return ends.length > 0 && Math.max(...ends) <= end;
  };
  await expect.poll(isSignedWithThem).toBe(true);

  const kept = entries
    .all()
    .toSorted((one, other) => one.begunAt - other.begunAt)
    .at(-1);
  const firstEnd = Math.min(...findSignedUrls(kept?.text ?? "").map((url) => endOf(url).getTime()));
  expect(firstEnd).toBeLessThanOrEqual(end);
  expect(kept?.expire).toBeLessThan(LIFE_SECONDS);
  expect((kept?.begunAt ?? Infinity) + 1000 * (kept?.expire ?? Infinity)).toBeLessThan(firstEnd);
  expect(kept?.revalidate).toBe(kept?.expire);
});
