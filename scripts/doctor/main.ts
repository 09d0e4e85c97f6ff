// npm run doctor: looks at everything that Signet stands on, and says of each thing what is wrong, why it matters and what
// to do. Ends with 1 when there is a problem.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../command-line";
import { generateClient } from "../db/generate";
import { projectRoot } from "../project-root";
import { useServices } from "../serve/running-services";
import { printReport } from "./print-report";

runCommand({ json: { type: "boolean" } }, async ({ values: { json = false } }) => {
  nameServices();
  // Its own log would stand between the lines of the report.
  process.env.LOG_LEVEL = "silent";
  if (!existsSync(join(projectRoot, "lib/db/generated/client.ts"))) generateClient();
  const { examineInstallation } = await import("@/lib/operations/installation/examine-installation");
  const report = await examineInstallation();
  console.log(json ? JSON.stringify(report, null, 2) : printReport(report, wantsColour()));
  if (report.findings.some(({ status }) => status === "problem")) process.exitCode = 1;
});

/** What is missing then is a finding of the report. */
function nameServices(): void {
  try {
    useServices();
  } catch {
    return;
  }
}

function wantsColour(): boolean {
  return process.stdout.isTTY && !process.env.NO_COLOR;
}
