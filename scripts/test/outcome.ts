// How many tests passed, failed and were skipped, from the reports that the runners wrote.
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { z } from "zod";
import { projectRoot } from "../project-root";

export interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
  /** What failed and why, to be said again where a long run ends. */
  failures?: readonly string[];
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
});

/** Vitest's JSON report. A file that could not even be loaded counts as one failure. */
export function readVitestReport(file: string, exitCode: unknown): Outcome {
  const report = readReport(file, vitestReport);
  if (report === null) return broken;
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((one) => one.status === "failed"),
  );
  const failed = report.numFailedTests + unloaded.length;
  const skipped = report.numPendingTests + report.numTodoTests;
  const failures = [
    ...unloaded.map(({ name, message }) => `${relative(projectRoot, name)}\n${message}`),
    ...report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === "failed")
        .map((test) =>
          [`${relative(projectRoot, name)}: ${test.fullName}`, ...test.failureMessages].join("\n"),
        ),
    ),
  ];
  return withExitCode({ passed: report.numPassedTests, failed, skipped, failures }, exitCode);
}

/** Playwright's JSON report. A test that needed a second try counts as failed. */
export function readPlaywrightReport(file: string, exitCode: unknown): Outcome {
  const report = readReport(file, playwrightReport);
  if (report === null) return broken;
  const { expected, unexpected, flaky, skipped } = report.stats;
  return withExitCode(
    { passed: expected, failed: unexpected + flaky + report.errors.length, skipped },
    exitCode,
  );
}

export function addOutcomes(outcomes: readonly Outcome[]): Required<Outcome> {
  const sum = (key: "passed" | "failed" | "skipped") =>
    outcomes.reduce((total, outcome) => total + outcome[key], 0);
  const failures = outcomes.flatMap((outcome) => outcome.failures ?? []);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped"), failures };
}

/** Something that should have run did not, or not to its end. */
export const broken: Outcome = { passed: 0, failed: 1, skipped: 0 };

/** A runner may fail for more than its tests: an unhandled rejection, a missing browser. */
function withExitCode(outcome: Outcome, exitCode: unknown): Outcome {
  return exitCode === 0 || outcome.failed > 0 ? outcome : { ...outcome, failed: 1 };
}

function readReport<T>(file: string, schema: z.ZodType<T>): T | null {
  return existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
}
