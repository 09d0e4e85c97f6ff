// What a page of the docs says was measured, and on what: for the benchmarks and the proofs, which write it by `--docs`.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { projectRoot } from "./project-root";

const BEGIN = "<!-- figures -->";
const END = "<!-- end of figures -->";

/** Replaces what stands between the two comments of the page; the words around them stay. @throws when it has none */
export function writeFigures(page: string, text: string): void {
  const file = join(projectRoot, page);
  const [before, rest] = readFileSync(file, "utf8").split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`${page} has no ${BEGIN} with ${END} behind it.`);
  writeFileSync(file, `${before}${BEGIN}\n\n${text}\n\n${END}${after}`);
}

/** What all of it was run on; `commit` bears a mark when the files are not its own. */
export function describeConditions() {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: projectRoot, encoding: "utf8" }).trim();
  const isClean = git("status", "--porcelain", "--", ":!docs", ":!bench/figures.json") === "";
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: git("rev-parse", "--short", "HEAD") + (isClean ? "" : " and changes"),
    node: process.version,
    processor: `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}`,
    memory: `${Math.round(totalmem() / 1024 ** 3)} GiB`,
  };
}
