// npm run s3:setup: makes the bucket of the S3_* settings ready for uploads from browsers.
import { runCommand } from "../command-line";
import { readEnvFile } from "../env-file";
import { browserOrigins, openBucket } from "./bucket-client";
import { configureBucket, ensureBucket } from "./prepare-bucket";

runCommand({}, async () => {
  readEnvFile();
  const settings = openBucket();
  const created = await ensureBucket(settings);
  console.log(created ? `Created the bucket ${settings.bucket}.` : `The bucket ${settings.bucket} is there.`);
  const steps = await configureBucket(settings, browserOrigins());
  for (const { done, sentence } of steps) console.log(`${done ? "Done:" : "Not done:"} ${sentence}`);
  if (steps.some(({ done }) => !done)) process.exitCode = 1;
});
