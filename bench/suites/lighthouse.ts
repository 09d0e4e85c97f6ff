/**
 * What Lighthouse says of the gallery and of a public page, on the phone and the slow line that it assumes; and of an empty
 * page of Next beside them, since it counts the machine's own speed in.
 */
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { makeTemporaryFolder } from "@/scripts/services/temporary-folder";
import { chromiumArguments, requireChromium } from "@/scripts/test/chromium";
import { startTestApp } from "@/scripts/test/test-app";
import { buildBareApp } from "../harness/comparison-app";
import { type Figure, figure } from "../harness/figure";
import { spreadOf } from "../harness/interleaved";
import { installApart } from "../harness/packages-apart";
import { runSuite } from "../harness/suite";
import { addPhotographs } from "../pages/photographs";

const LIGHTHOUSE = "lighthouse@13.5.0";
const IMAGES = 100;
const ROUNDS = 3;
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"] as const;
const PATIENCE_MS = 180_000;
const EMPTY = "an empty page of Next";

const report = z.object({
  categories: z.record(
    z.string(),
    z.object({
      score: z.number(),
      auditRefs: z.array(z.object({ id: z.string(), weight: z.number() })),
    }),
  ),
  audits: z.record(z.string(), z.object({ score: z.number().nullable() })),
});
type Report = z.infer<typeof report>;

/** What in a category falls short. */
function shortcomings({ categories, audits }: Report, category: string): string[] {
  const counted = (categories[category]?.auditRefs ?? []).filter(({ weight }) => weight > 0);
  return counted.map(({ id }) => id).filter((id) => (audits[id]?.score ?? 1) < 0.9);
}

function toFigures(page: string, reports: readonly Report[]): Figure[] {
  const isEmpty = page === EMPTY;
  return CATEGORIES.filter((category) => !isEmpty || category === "performance").map((category) => {
    const scores = spreadOf(
      reports.map(({ categories }) => 100 * (categories[category]?.score ?? Number.NaN)),
    );
    const short = new Set(reports.flatMap((one) => shortcomings(one, category)));
    return figure({
      goal: "V1",
      what: `Lighthouse on ${page}: ${category}`,
      unit: "score",
      value: scores.median,
      spread: [scores.lowerQuartile, scores.upperQuartile],
      bar: isEmpty ? null : { atLeast: 95 },
      stretch: isEmpty ? null : { atLeast: 100 },
      note: short.size === 0 ? "" : `Falls short in ${[...short].join(", ")}`,
    });
  });
}

await runSuite(async (shutdown) => {
  const packages = await installApart(shutdown, [LIGHTHOUSE]);
  const emptyFolder = await buildBareApp(shutdown);
  const env = await startTestApp(shutdown);
  const { addPerson, signInAs } = await import("@/tests/support/people");
  const origin = String(env["SIGNET_URL"]);
  const person = await addPerson("editor");
  const [image] = await addPhotographs(person.program, IMAGES, { word: "shown", visibility: "public" });
  const cookie = (await signInAs(person)).at(origin).cookieHeader();
  const folder = makeTemporaryFolder();
  shutdown.onClose("The reports", folder.remove);
  const headers = join(folder.path, "headers.json");
  writeFileSync(headers, JSON.stringify({ cookie }), { mode: 0o600 });

  const { startSecondApp } = await import("@/tests/support/second-app");
  const empty = await startSecondApp({}, emptyFolder);
  shutdown.onClose("The empty app", () => empty.stop());

  const look = async (address: string, more: readonly string[]): Promise<Report> => {
    const file = join(folder.path, "report.json");
    const options = [
      "--quiet",
      "--output=json",
      `--output-path=${file}`,
      `--only-categories=${CATEGORIES.join(",")}`,
      `--chrome-flags=${["--headless=new", ...chromiumArguments].join(" ")}`,
    ];
    await promisify(execFile)(
      process.execPath,
      [join(packages, "lighthouse/cli/index.js"), address, ...options, ...more],
      { env: { ...process.env, CHROME_PATH: requireChromium() }, timeout: PATIENCE_MS },
    );
    return report.parse(JSON.parse(readFileSync(file, "utf8")));
  };
  const pages = [
    { name: EMPTY, address: empty.origin, more: [] },
    { name: "the public page of an image", address: `${origin}/view/${image?.id}`, more: [] },
    { name: "the gallery", address: `${origin}/admin`, more: [`--extra-headers=${headers}`] },
  ];
  const seen = new Map<string, Report[]>(pages.map(({ name }) => [name, []]));
  // The first of each warms the app up.
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const { name, address, more } of pages) {
      const one = await look(address, more);
      if (round >= 0) seen.get(name)?.push(one);
    }
  }
  return [...seen].flatMap(([name, reports]) => toFigures(name, reports));
});
