/**
 * npm run bench [-- suite ...]: runs the suites one after the other, each in a process of its own, prints the figures and
 * writes them to bench/figures.json with what they were measured on. `--docs` also puts them into docs/benchmarks.md.
 * A suite that is not run keeps the figures that it had.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { describeConditions, writeFigures } from "@/scripts/figures";
import { projectRoot } from "@/scripts/project-root";
import { ensureClient } from "@/scripts/serve/build";
import { startNode } from "@/scripts/services/managed-process";
import { makeTemporaryFolder } from "@/scripts/services/temporary-folder";
import { type Figure, figureSchema } from "./harness/figure";
import { printTable, toMarkdown } from "./harness/table";

const resultSchema = z.object({
  conditions: z.record(z.string(), z.string()),
  figures: z.array(figureSchema),
});
const resultsSchema = z.record(z.string(), resultSchema);
const packageSchema = z.object({ version: z.string() });

const MEASURED = ["next", "@aws-sdk/client-s3", "sharp", "@prisma/client", "pg"];
const file = join(projectRoot, "bench/figures.json");

const suites = globSync("bench/suites/*.ts", { cwd: projectRoot })
  .map((path) => basename(path, ".ts"))
  .sort();
const asked = process.argv.slice(2);
const names = asked.filter((name) => name !== "--docs");
const unknown = names.filter((name) => !suites.includes(name));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(", ")}. There are: ${suites.join(", ")}.`);
  process.exit(2);
}

const results = existsSync(file) ? resultsSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : {};
const failed: string[] = [];
ensureClient();
for (const suite of suites.filter((name) => names.length === 0 || names.includes(name))) {
  console.log(`\n${suite}`);
  const figures = await run(suite);
  if (figures === null) failed.push(suite);
  else results[suite] = { conditions: conditions(), figures };
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}
console.log("");
printTable(figuresOf(suites));
if (asked.includes("--docs")) writeFigures("docs/benchmarks.md", toPage());
if (failed.length > 0) console.error(`\nFailed: ${failed.join(", ")}`);
process.exit(failed.length > 0 ? 1 : 0);

async function run(suite: string): Promise<Figure[] | null> {
  const folder = makeTemporaryFolder();
  const output = join(folder.path, "figures.json");
  try {
    const child = startNode(["--conditions=react-server", "--import", "tsx", `bench/suites/${suite}.ts`], {
      env: { ...process.env, BENCH_FIGURES: output },
      stdio: ["ignore", "inherit", "inherit"],
      graceMs: 30_000,
    });
    const code = await child.exited;
    return code === 0 ? z.array(figureSchema).parse(JSON.parse(readFileSync(output, "utf8"))) : null;
  } finally {
    folder.remove();
  }
}

function figuresOf(wanted: readonly string[]): Figure[] {
  return wanted.flatMap((suite) => results[suite]?.figures ?? []);
}

function conditions(): Record<string, string> {
  return { ...describeConditions(), ...Object.fromEntries(MEASURED.map((name) => [name, versionOf(name)])) };
}

function versionOf(name: string): string {
  const manifest = readFileSync(join(projectRoot, "node_modules", name, "package.json"), "utf8");
  return packageSchema.parse(JSON.parse(manifest)).version;
}

function toPage(): string {
  const tables = suites
    .filter((suite) => results[suite] !== undefined)
    .map((suite) => {
      const { date = "", commit = "", processor = "" } = results[suite]?.conditions ?? {};
      return `### ${suite}\n\n${toMarkdown(figuresOf([suite]))}\n\n${date}, ${commit}, ${processor}.`;
    });
  return tables.join("\n\n");
}
