import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { projectRoot } from "../project-root";
import { addOutcomes, broken, readPlaywrightReport, readVitestReport } from "./outcome";

const folder = mkdtempSync(join(tmpdir(), "signet-outcome-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function report(content: object): string {
  const file = join(folder, "report.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const vitest = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 2, testResults: [] };
const playwright = { stats: { expected: 4, unexpected: 0, flaky: 0, skipped: 1 }, errors: [] };

describe("the outcome of Vitest", () => {
  it("counts what passed, failed and was skipped or only planned", () => {
    expect(readVitestReport(report(vitest), 0)).toEqual({ passed: 5, failed: 0, skipped: 3, failures: [] });
    expect(readVitestReport(report({ ...vitest, numFailedTests: 2 }), 1)).toMatchObject({ failed: 2 });
  });

  it("counts a file that could not be loaded as a failure, and one with failing tests only by its tests", () => {
    const unloaded = {
      name: join(projectRoot, "a.test.ts"),
      status: "failed",
      message: "No such file.",
      assertionResults: [],
    };
    const tests = [
      { fullName: "it holds", status: "passed", failureMessages: [] },
      { fullName: "it bends", status: "failed", failureMessages: ["It broke.", "And again."] },
    ];
    const failing = {
      name: join(projectRoot, "b.test.ts"),
      status: "failed",
      message: "",
      assertionResults: tests,
    };
    const content = { ...vitest, numFailedTests: 1, testResults: [unloaded, failing] };
    expect(readVitestReport(report(content), 1)).toMatchObject({
      failed: 2,
      failures: ["a.test.ts\nNo such file.", "b.test.ts: it bends\nIt broke.\nAnd again."],
    });
  });

  it("counts an end that no test explains as a failure, and so a report that was never written", () => {
    expect(readVitestReport(report(vitest), 1)).toMatchObject({ passed: 5, failed: 1 });
    expect(readVitestReport(report(vitest), "SIGKILL")).toMatchObject({ failed: 1 });
    expect(readVitestReport(join(folder, "none.json"), 0)).toEqual(broken);
  });
});

describe("the outcome of Playwright", () => {
  it("counts what passed and was skipped", () => {
    expect(readPlaywrightReport(report(playwright), 0)).toEqual({ passed: 4, failed: 0, skipped: 1 });
  });

  it("counts failures, tests that passed only at a second try, and errors outside of tests as failed", () => {
    const stats = { ...playwright.stats, unexpected: 2, flaky: 1 };
    expect(readPlaywrightReport(report({ stats, errors: [{}] }), 1)).toMatchObject({ failed: 4 });
  });
});

it("adds up over all runners", () => {
  const outcome = { passed: 1, failed: 2, skipped: 3, failures: ["It broke."] };
  expect(addOutcomes([outcome, broken])).toEqual({
    passed: 1,
    failed: 3,
    skipped: 3,
    failures: ["It broke."],
  });
  expect(addOutcomes([])).toEqual({ passed: 0, failed: 0, skipped: 0, failures: [] });
});
