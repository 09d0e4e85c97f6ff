// Our S3 server as a process of its own, as `npm start` runs it, so that it can be killed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { credentials, region } from "./own-server";

export interface ServerProcess {
  readonly url: string;
  /** Resolves to the exit code, or null after a kill. */
  stop(signal: "SIGTERM" | "SIGINT" | "SIGKILL"): Promise<number | null>;
}

/** @throws when it ends before it says where it listens */
export async function startServerProcess(dataDir: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", "dev/s3/main.ts"], {
    env: {
      ...process.env,
      S3_DEV_DATA: dataDir,
      S3_DEV_PORT: "0",
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      S3_REGION: region,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit").then(([code]: unknown[]) => (typeof code === "number" ? code : null));
  const firstLine = new Promise<string>((resolve) => createInterface(child.stdout).once("line", resolve));
  const line = await Promise.race([
    firstLine,
    exited.then((code) => Promise.reject(new Error(`It ended: ${code}`))),
  ]);
  const ready: unknown = JSON.parse(line);
  if (typeof ready !== "object" || ready === null || !("url" in ready)) throw new Error(`It said: ${line}`);
  return {
    url: String(ready.url),
    stop(signal) {
      child.kill(signal);
      return exited;
    },
  };
}
