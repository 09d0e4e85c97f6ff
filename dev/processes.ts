// Other processes of this machine, seen by their id: is it there, what is it, make it end.
// Not for children that we hold: those have their own "exit" event.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** True while a process with this id runs. A zombie that nobody has collected counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
  return procStat(pid)?.state !== "Z";
}

/** Whether it stands still, since a signal stopped it. */
export function isStopped(pid: number): boolean {
  if (process.platform === "linux") return procStat(pid)?.state === "T";
  return execFileSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" }).startsWith("T");
}

/** The command line of a process, or "" when it is gone or may not be read. */
export function commandLineOf(pid: number): string {
  try {
    if (process.platform === "linux") {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    }
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

/** When a process was started, in the kernel's own words: tells a process from a later one with the same id. */
export function startMarkOf(pid: number): string {
  try {
    if (process.platform === "linux") return procStat(pid)?.startTicks ?? "";
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

/** Waits until a process is gone; false when it is still there after `withinMs`. */
export async function waitUntilGone(pid: number, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** Sends a signal; a process that is already gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error;
  }
}

function procStat(pid: number): { state: string; startTicks: string } | null {
  if (process.platform !== "linux") return null;
  try {
    // The second field is the name in parentheses and may hold anything: count from its end.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", startTicks: fields[19] ?? "" };
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
