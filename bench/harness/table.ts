/** Figures as lines of text, for a terminal and for docs/benchmarks.md. */
import { type Bound, type Figure, verdictOf } from "./figure";

const SIGNS = {
  times: "x",
  share: "",
  ms: " ms",
  bytes: " B",
  KiB: " KiB",
  MiB: " MiB",
  requests: "",
  px: " px",
  score: "",
} as const;

export function printTable(figures: readonly Figure[]): void {
  for (const figure of figures) {
    const { goal, what, noisy, note } = figure;
    const aim = [boundOf(figure.bar), boundOf(figure.stretch)].join(" / ");
    console.log(
      `${goal.padEnd(4)} ${what.padEnd(78)} ${valueOf(figure).padStart(28)}  ${aim.padEnd(16)} ${verdictOf(figure)}${noisy ? "  noisy" : ""}`,
    );
    if (note !== "") console.log(`     ${note}`);
  }
  if (figures.some(({ noisy }) => noisy))
    console.log("Noisy: the quartiles of a ratio lie more than a quarter of it apart. Do not quote these.");
}

/** A row of Markdown for each. */
export function toMarkdown(figures: readonly Figure[]): string {
  const head = ["| Goal | Measured | Value | Bar | Stretch | |", "|---|---|---|---|---|---|"];
  const rows = figures.map((figure) => {
    const { goal, what, bar, stretch, noisy, note } = figure;
    const said = [verdictOf(figure), noisy ? "noisy" : "", note].filter(Boolean).join("; ");
    return `| ${[goal, what, valueOf(figure), boundOf(bar), boundOf(stretch), said].map(escape).join(" | ")} |`;
  });
  return [...head, ...rows].join("\n");
}

function valueOf({ value, unit, spread }: Figure): string {
  const between = spread === null ? "" : ` (${spread.map(round).join(" to ")})`;
  return `${round(value)}${SIGNS[unit]}${between}`;
}

function boundOf(bound: Bound | null): string {
  if (bound === null) return "–";
  return "atLeast" in bound ? `≥ ${bound.atLeast}` : `≤ ${bound.atMost}`;
}

/** Three digits that say something. */
function round(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return String(Math.round(value));
  return value.toPrecision(3);
}

function escape(text: string): string {
  return text.replaceAll("|", "\\|");
}
