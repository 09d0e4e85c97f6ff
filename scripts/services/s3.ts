// The embedded S3 (dev/s3) as a process of its own.
import { join } from "node:path";
import { createInterface } from "node:readline";
import { projectRoot } from "../project-root";
import { startNode, typescriptFlags, type ManagedProcess } from "./managed-process";

export interface S3Settings {
  folder: string;
  port: number;
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
  /** The store that it passes itself off as (dev/s3/profiles.ts); strict when left out. */
  profile?: string;
  /** A file that gets one JSON line for each request. */
  requestLog?: string;
}

export interface RunningS3 {
  url: string;
  exited: Promise<unknown>;
  stop: () => Promise<void>;
}

/** Starts the S3 server on 127.0.0.1; throws what it said when it does not come up. */
export async function startS3(settings: S3Settings): Promise<RunningS3> {
  const managed = startNode([...typescriptFlags, join(projectRoot, "dev/s3/main.ts")], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: process.env.NODE_ENV,
      S3_DEV_DATA: settings.folder,
      S3_DEV_PORT: String(settings.port),
      S3_REGION: settings.region,
      AWS_ACCESS_KEY_ID: settings.accessKeyId,
      AWS_SECRET_ACCESS_KEY: settings.secretAccessKey,
      ...(settings.profile === undefined ? {} : { S3_DEV_PROFILE: settings.profile }),
      ...(settings.requestLog === undefined ? {} : { S3_DEV_LOG: settings.requestLog }),
    },
    stdio: ["ignore", "pipe", "pipe"],
    graceMs: 5_000,
  });
  try {
    return { url: await readAddress(managed), exited: managed.exited, stop: managed.stop };
  } catch (error) {
    await managed.stop();
    throw error;
  }
}

/** Its first line is JSON with its address. What follows, and what it complains of, is passed on. */
function readAddress({ child, exited }: ManagedProcess): Promise<string> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("The output of the S3 server is not connected.");
  let complaints = "";
  let ready = false;
  stderr.on("data", (chunk) => {
    if (ready) process.stderr.write(String(chunk));
    else complaints += String(chunk);
  });
  return new Promise((done, fail) => {
    createInterface({ input: stdout }).on("line", (line) => {
      const address = ready ? null : parseAddress(line);
      if (address === null) return;
      ready = true;
      done(address);
    });
    void exited.then((reason) =>
      fail(new Error(`The S3 server did not start (${reason}).\n${complaints}`.trim())),
    );
  });
}

function parseAddress(line: string): string | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || !("url" in value)) return null;
    return typeof value.url === "string" ? value.url : null;
  } catch {
    return null;
  }
}
