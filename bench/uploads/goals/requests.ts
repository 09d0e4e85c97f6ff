/** U5: how many requests of a batch reach the app, counted by the browser. */
import assert from "node:assert/strict";
import { type Figure, figure } from "../../harness/figure";
import type { BenchApp } from "../bench-app";
import type { BenchTab } from "../bench-tab";
import { ours } from "../entrants";

const LOAD = { files: 200, sizeBytes: 100 * 1024 };

export async function countRequests(app: BenchApp, tab: BenchTab): Promise<Figure> {
  const paths: string[] = [];
  const count = (request: { url(): string }) => {
    const { origin, pathname } = new URL(request.url());
    if (origin === app.origin) paths.push(pathname);
  };
  tab.page.on("request", count);
  await ours({ app, tab, load: LOAD }).run();
  tab.page.off("request", count);
  assert.ok(paths.length >= 4, "A hundred files at most go into one request.");
  return figure({
    goal: "U5",
    what: `Requests to the app for each of ${LOAD.files} files that are uploaded together`,
    unit: "requests",
    value: paths.length / LOAD.files,
    bar: { atMost: 0.05 },
    stretch: { atMost: 0.02 },
    note: `${paths.filter((path) => path.endsWith("presign-uploads")).length} to sign and ${paths.filter((path) => path.endsWith("registrations")).length} to register.`,
  });
}
