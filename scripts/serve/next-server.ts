// Next's server as a child process, by its own file: npx or npm in between would be killed in its place.
import { setTimeout as sleep } from "node:timers/promises";
import { startNode, type ManagedProcess } from "../services/managed-process";
import { nextBinary } from "./build";

export interface NextServer {
  pid: number;
  exited: ManagedProcess["exited"];
  stop: () => Promise<void>;
}

export interface NextOptions {
  mode: "start" | "dev";
  port: number;
  host: string;
  /** Where the build is, when it is not the project's own. */
  folder?: string | undefined;
  env: NodeJS.ProcessEnv;
  /** Gets what Next and the app say once the server is up; before that it is shown only if it fails. */
  onOutput?: (chunk: string) => void;
  signal?: AbortSignal;
}

/** Starts Next and waits until it answers; throws what it said when it ends before that. */
export async function startNext(options: NextOptions): Promise<NextServer> {
  const { mode, port, host, signal } = options;
  const env = {
    ...options.env,
    NEXT_TELEMETRY_DISABLED: "1",
    NODE_ENV: mode === "dev" ? "development" : "production",
  } as const;
  const server = startNode([nextBinary, mode, "-p", String(port), "-H", host], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    graceMs: 10_000,
    folder: options.folder,
  });
  const show = options.onOutput ?? ((chunk: string) => void process.stdout.write(chunk));
  let early: string | null = "";
  for (const stream of [server.child.stdout, server.child.stderr]) {
    stream?.on("data", (chunk) => {
      if (early === null) show(String(chunk));
      else early += String(chunk);
    });
  }
  const ended = server.exited.then((code) => ({ code }));
  while (!(await answers(port, host))) {
    const result = await Promise.race([ended, sleep(50)]);
    if (result !== undefined)
      throw new Error(`The server ended (${result.code}) before it was up.\n${early}`);
    if (signal?.aborted) break;
  }
  early = null;
  return { pid: server.child.pid ?? 0, exited: server.exited, stop: server.stop };
}

/** Any answer will do; this address exists in every state of the app and costs no page. */
async function answers(port: number, host: string): Promise<boolean> {
  const name = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host;
  try {
    await fetch(`http://${name}:${port}/_next/static/ready`, { signal: AbortSignal.timeout(5_000) });
    return true;
  } catch {
    return false;
  }
}
