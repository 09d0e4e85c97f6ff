// npm run invariants: does everything hold that this product promises? Only reads; exit code 1 when something does not.
import { runCommand } from "../command-line";
import { openBucket } from "../s3/bucket-client";
import { useServices } from "../serve/running-services";
import { checkInvariants } from "./check-invariants";

const options = {
  quick: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  journal: { type: "string" },
  log: { type: "string", multiple: true },
} as const;

runCommand(options, async ({ values }) => {
  const databaseUrl = useServices();
  const report = await checkInvariants({
    databaseUrl,
    bucket: openBucket(),
    readBytes: !values.quick,
    journal: values.journal,
    logs: values.log ?? [],
  });
  const { violations } = report;
  console.log(
    values.json ? JSON.stringify({ invariants: report.rows(), violations }, null, 2) : report.describe(),
  );
  if (!report.holds) process.exitCode = 1;
});
