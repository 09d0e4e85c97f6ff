// npm run s3:setup: makes the bucket of the S3_* settings ready for uploads from browsers, and closed to everybody else.
// With --print it touches nothing, and shows what it would set and which policy the app's key needs.
import { runCommand } from "../command-line";
import { readEnvFile } from "../env-file";
import { browserOrigins, openBucket } from "./bucket-client";
import { configureBucket, ensureBucket } from "./prepare-bucket";
import { describeSetup } from "./describe-setup";

runCommand({ print: { type: "boolean" } }, async ({ values: { print = false }, positionals: [part] }) => {
  readEnvFile();
  const settings = openBucket();
  if (print) {
    console.log(describeSetup(settings, browserOrigins(), part));
    return;
  }
  const created = await ensureBucket(settings);
  console.log(created ? `Created the bucket ${settings.bucket}.` : `The bucket ${settings.bucket} is there.`);
  const steps = await configureBucket(settings, browserOrigins());
  for (const { done, sentence } of steps) console.log(`${done ? "Done:" : "Not done:"} ${sentence}`);
  if (steps.some(({ done, optional }) => !done && optional !== true)) process.exitCode = 1;
  console.log("Whether all is well: npm run doctor");
});
