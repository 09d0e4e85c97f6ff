/**
 * What pages cost the browser and the person in front of it: JavaScript, requests, bytes, and how the page behaves, of the
 * production app with a hundred photographs in a library of a hundred thousand.
 */
import assert from "node:assert/strict";
import pg from "pg";
import { fillDatabase } from "@/scripts/seed-many/fill-database";
import type { Shutdown } from "@/scripts/services/shutdown";
import { startTestApp } from "@/scripts/test/test-app";
import { launchBrowser } from "../harness/browser";
import { buildBareApp } from "../harness/comparison-app";
import type { Figure } from "../harness/figure";
import { runSuite } from "../harness/suite";
import { measureCalls } from "../pages/goals/calls";
import { measureReturn } from "../pages/goals/return";
import { scriptFigures, weighPages } from "../pages/goals/scripts";
import { measureVitals } from "../pages/goals/vitals";
import { addPhotographs } from "../pages/photographs";

const OTHER_IMAGES = 100_000;
const COUNT = 100;
const ROUNDS = 7;
const WORD = "shown-here";

async function fill(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await fillDatabase(client, { images: OTHER_IMAGES, variants: 2 });
  await client.end();
}

await runSuite(async (shutdown: Shutdown): Promise<Figure[]> => {
  const bareFolder = await buildBareApp(shutdown);
  const env = await startTestApp(shutdown);
  const { addPerson } = await import("@/tests/support/people");
  await fill(String(env["DATABASE_URL"]));
  const person = await addPerson("editor");
  const [image] = await addPhotographs(person.program, COUNT, { word: WORD, visibility: "public" });
  assert.ok(image);
  const place = { origin: String(env["SIGNET_URL"]), person };
  const photographs = { ...place, word: WORD, count: COUNT };
  const browser = await launchBrowser();
  shutdown.onClose("The browser", () => browser.close());
  return [
    ...(await measureCalls(browser, photographs)),
    ...(await measureReturn(browser, photographs)),
    ...scriptFigures(await weighPages(browser, { ...place, publicId: image.id }, bareFolder)),
    ...(await measureVitals(browser, { ...photographs, publicId: image.id }, ROUNDS)),
  ];
});
