/** `npm run doctor` and `npm run s3:setup` as a person runs them: processes of their own, seen by what they print. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { type HealthReport, healthReport } from "@/lib/contracts/health";
import { projectRoot } from "@/scripts/project-root";

type Changes = Readonly<Record<string, string>>;
type Ran = { readonly code: number; readonly output: string };

/** Runs a command with the environment of the tests, but for `changes`. */
export function runScript(file: string, args: readonly string[], changes: Changes = {}): Promise<Ran> {
  const flags = ["--conditions=react-server", "--import", "tsx", join(projectRoot, file)];
  const options = { cwd: projectRoot, env: { ...process.env, ...changes } };
  return new Promise((resolve) => {
    execFile(process.execPath, [...flags, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout || stderr });
    });
  });
}

export async function runDoctor(changes: Changes = {}): Promise<{ code: number; report: HealthReport }> {
  const { code, output } = await runScript("scripts/doctor/main.ts", ["--json"], changes);
  return { code, report: healthReport.parse(JSON.parse(output)) };
}

export function runSetup(changes: Changes = {}): Promise<Ran> {
  return runScript("scripts/s3/setup.ts", [], changes);
}

/** The findings that are not well, as `check: status`. */
export function faultsOf({ findings }: HealthReport): string[] {
  const faults = findings.filter(({ status }) => status === "problem" || status === "warning");
  return faults.map(({ check, status }) => `${check}: ${status}`);
}

export function findingOf({ findings }: HealthReport, check: string) {
  const finding = findings.find((one) => one.check === check);
  if (finding === undefined) throw new Error(`The report says nothing of ${check}.`);
  return finding;
}
