/** Two processes of the app that keep public pages, and what a stranger sees in each. */
import pg from "pg";
import { ApiClient } from "./api-client";
import { readEnvironment } from "./environment";
import type { KeptEntries } from "./kept-entries";
import { type SecondApp, startSecondApp } from "./second-app";

export function startKeptApps(entries: KeptEntries): Promise<SecondApp[]> {
  const settings = {
    INLINE_WORKER: "false",
    // No edition ends while a test runs.
    SIGNED_URL_TTL_SECONDS: "604800",
    NODE_OPTIONS: entries.option,
    ...entries.settings,
  };
  return Promise.all([startSecondApp(settings), startSecondApp(settings)]);
}

export type Shown = { readonly status: number; readonly text: string };

/** A page as a stranger sees it in each of the processes. */
export function showPage(apps: readonly SecondApp[], path: string): Promise<Shown[]> {
  return Promise.all(
    apps.map(async ({ origin }) => {
      const { status, body } = await new ApiClient(origin).call(path);
      return { status, text: String(body["text"]) };
    }),
  );
}

/** Whether all of them say it: a page is too long to be printed by a failure. */
export const say = (pages: readonly Shown[], words: string) => pages.map(({ text }) => text.includes(words));
export const bothSay = [true, true];
export const noneSays = [false, false];

/** While nobody can read the images' table: whatever is shown was kept. */
export async function whileImagesAreLocked(work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: readEnvironment().DATABASE_URL });
  await client.connect();
  try {
    await client.query(`BEGIN; LOCK TABLE "Image" IN ACCESS EXCLUSIVE MODE`);
    await work();
    await client.query("ROLLBACK");
  } finally {
    await client.end();
  }
}
