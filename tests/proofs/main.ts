/**
 * npm run proof [-- name ...] [--scale 0.1] [--seed 1] [--docs]: the proofs one after the other, each in a process of its
 * own, at the sizes below times the scale, and one table at the end. `--docs` also puts it into docs/proofs.md.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeConditions, writeFigures } from "@/scripts/figures";
import { startNode, typescriptFlags } from "@/scripts/services/managed-process";
import { makeTemporaryFolder } from "@/scripts/services/temporary-folder";
import { type ProofOutcome, proofOutcome } from "./outcome";

type Proof = {
  readonly title: string;
  readonly file: string;
  readonly flags: readonly string[];
  /** The option that says how much, and how much a full run is. */
  readonly size?: readonly [option: string, full: number];
};

const PROOFS: Readonly<Record<string, Proof>> = {
  crash: { title: "Processes killed", file: "crash", flags: [], size: ["rounds", 3_000] },
  stop: {
    title: "Processes stopped past their leases",
    file: "crash",
    flags: ["--stop"],
    size: ["rounds", 1_000],
  },
  servers: { title: "Whole servers killed", file: "crash", flags: ["--server"] },
  races: { title: "Races on a lenient store", file: "races", flags: [], size: ["rounds", 10_000] },
  strict: {
    title: "Races on a strict store",
    file: "races",
    flags: ["--profile", "strict"],
    size: ["rounds", 2_000],
  },
  model: {
    title: "Commands of five people against a model",
    file: "model",
    flags: [],
    size: ["minutes", 30],
  },
  hostile: { title: "Hostile and damaged files", file: "hostile", flags: [], size: ["mutations", 1_000_000] },
  soak: { title: "Several faults at once", file: "soak", flags: [], size: ["minutes", 30] },
};

const options = {
  scale: { type: "string", default: "1" },
  seed: { type: "string", default: "1" },
  docs: { type: "boolean", default: false },
} as const;
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const unknown = positionals.filter((name) => !Object.hasOwn(PROOFS, name));
if (unknown.length > 0) {
  console.error(`There is no proof ${unknown.join(", ")}. There are: ${Object.keys(PROOFS).join(", ")}.`);
  process.exit(2);
}

const rows: string[] = [];
let holds = true;
for (const [name, proof] of Object.entries(PROOFS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.log(`\n${proof.title}`);
  const outcome = await run(proof);
  holds &&= outcome !== null && outcome.violations === 0;
  rows.push(rowOf(proof, outcome));
}
const { date, commit, processor, memory, node } = describeConditions();
const table = [
  `${date}, commit ${commit}, ${processor}, ${memory}, Node ${node}.`,
  "",
  "| Proof | What was done | Seed | Violations | Time |",
  "|---|---|---|---|---|",
  ...rows,
].join("\n");
console.log(`\n${table}`);
if (values.docs) writeFigures("docs/proofs.md", table);
process.exit(holds ? 0 : 1);

async function run({ file, flags, size }: Proof): Promise<ProofOutcome | null> {
  const folder = makeTemporaryFolder();
  const output = join(folder.path, "outcome.json");
  const sized = size === undefined ? [] : [`--${size[0]}`, String(size[1] * Number(values.scale))];
  try {
    const args = [`tests/proofs/${file}/main.ts`, "--seed", values.seed, ...flags, ...sized];
    const child = startNode([...typescriptFlags, ...args], {
      env: { ...process.env, PROOF_OUTCOME: output },
      stdio: ["ignore", "inherit", "inherit"],
      graceMs: 60_000,
    });
    await child.exited;
    return proofOutcome.parse(JSON.parse(readFileSync(output, "utf8")));
  } catch {
    return null;
  } finally {
    folder.remove();
  }
}

function rowOf({ title }: Proof, outcome: ProofOutcome | null): string {
  if (outcome === null) return `| ${title} | it came to no end | | | |`;
  const { done, seed, violations, seconds } = outcome;
  return `| ${title} | ${done} | ${seed} | ${violations} | ${Math.round(seconds)} s |`;
}
