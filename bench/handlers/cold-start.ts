/** How long a server takes from nothing to its first answer, by what it is asked first. */
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "@/dev/ports";
import { nextBinary } from "@/scripts/serve/build";
import { startNode } from "@/scripts/services/managed-process";

const PATIENCE_MS = 60_000;

/** The milliseconds until the app in `folder` has answered its first request. As on platforms where processes do not last, no worker runs in it. */
export async function timeColdStart(folder: string, path: string): Promise<number> {
  const port = await findFreePort();
  const env = {
    ...process.env,
    NODE_ENV: "production" as const,
    NEXT_TELEMETRY_DISABLED: "1",
    INLINE_WORKER: "false",
    PORT: String(port),
  };
  const begunAt = performance.now();
  const server = startNode([nextBinary, "start", "-p", String(port), "-H", "127.0.0.1"], {
    env,
    stdio: ["ignore", "ignore", "ignore"],
    graceMs: 5_000,
    folder,
  });
  try {
    while (!(await listens(port))) {
      if (performance.now() - begunAt > PATIENCE_MS) throw new Error("The server did not come up.");
      await sleep(2);
    }
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${path} was answered ${response.status}.`);
    return performance.now() - begunAt;
  } finally {
    await server.stop();
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
