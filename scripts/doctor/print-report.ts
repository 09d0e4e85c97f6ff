// The doctor's report for a terminal.
import { styleText } from "node:util";
import type { FindingView, HealthReport } from "@/lib/contracts/health";
import { groupFindings, titleOf } from "@/lib/contracts/health-groups";
import type { Status } from "@/lib/installation/finding";

type Style = Parameters<typeof styleText>[0];

const MARKS: Record<Status, readonly [mark: string, style: Style]> = {
  ok: ["✓", "green"],
  warning: ["!", "yellow"],
  problem: ["✗", "red"],
  skipped: ["–", "gray"],
};
const WIDTH = 100;

export function printReport({ findings }: HealthReport, colour: boolean): string {
  const paint = (style: Style, text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const groups = groupFindings(findings).map(({ title, findings: members }) =>
    [paint("bold", title), ...members.map((finding) => printFinding(finding, paint))].join("\n"),
  );
  return `\n${groups.join("\n\n")}\n\n${summary(findings, paint)}\n`;
}

function printFinding(
  { check, status, what, why, remedy }: FindingView,
  paint: (style: Style, text: string) => string,
): string {
  const [mark, style] = MARKS[status];
  const lines = [`  ${paint(style, mark)} ${paint("bold", titleOf(check))}`, ...wrap(what)];
  if (why !== "") lines.push(...wrap(why).map((line) => paint("gray", line)));
  if (remedy === null) return lines.join("\n");
  lines.push(...wrap(`→ ${remedy.say}`));
  if (remedy.paste !== null) {
    const pasted = remedy.paste.split("\n").map((line) => `        ${paint("cyan", line)}`);
    lines.push("", ...pasted, "");
  }
  return lines.join("\n");
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = "    ";
  for (const word of text.split(" ")) {
    if (line.length + word.length > WIDTH && line.trim() !== "") {
      lines.push(line.trimEnd());
      line = "    ";
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}

function summary(findings: readonly FindingView[], paint: (style: Style, text: string) => string): string {
  const count = (status: Status) => findings.filter((finding) => finding.status === status).length;
  const [problems, warnings] = [count("problem"), count("warning")];
  if (problems + warnings === 0) return paint("green", "All well.");
  const parts = [
    ...(problems === 0 ? [] : [paint("red", problems === 1 ? "1 problem" : `${problems} problems`)]),
    ...(warnings === 0 ? [] : [paint("yellow", warnings === 1 ? "1 warning" : `${warnings} warnings`)]),
  ];
  return `${parts.join(", ")}.`;
}
