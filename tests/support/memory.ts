/** How much memory a process holds, watched from the outside. */
import { execFileSync } from "node:child_process";

const EVERY_MS = 200;

/** Watches until it is stopped; then gives the highest resident memory, in bytes. */
export function watchMemory(pid: number): () => number {
  let highest = residentBytes(pid);
  const timer = setInterval(() => {
    highest = Math.max(highest, residentBytes(pid));
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    return highest;
  };
}

export function residentBytes(pid: number): number {
  return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) * 1024;
}
