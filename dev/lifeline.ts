// Ties a process to the life of this one: when this one is gone, even by SIGKILL, the other is asked to end.
import { spawn } from "node:child_process";

/**
 * Sends `signalName` to the process `pid` as soon as this process no longer exists.
 * Returns what cuts the tie: call it when the other process has ended.
 */
export function tieToThisProcess(pid: number, signalName: "INT" | "TERM"): () => void {
  // A shell waits for the end of a pipe that only this process holds open.
  const script = 'while read -r line; do :; done; kill -s "$1" "$2" 2>/dev/null';
  const args = ["-c", script, "lifeline", signalName, String(pid)];
  const watcher = spawn("/bin/sh", args, { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  watcher.on("error", () => undefined);
  watcher.stdin.on("error", () => undefined);
  watcher.unref();
  return () => watcher.kill("SIGKILL");
}
