/** The clocks of apps, moved while they run; loaded into them by tests/support/shifted-clock.mjs. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import { projectRoot } from "@/scripts/project-root";

/** By how much they are ahead: the clock on the wall, and the one that only counts on, which stands still while a machine sleeps. */
export type Shift = { readonly wallMs: number; readonly countingMs: number };

export class MovingClock {
  private readonly folder = mkdtempSync(join(tmpdir(), "signet-clock-"));
  private readonly file = join(this.folder, "shift");
  private shift: Shift = { wallMs: 0, countingMs: 0 };

  constructor() {
    writeFileSync(this.file, this.written());
  }

  /** What a process needs in its environment, and the option of `node` that loads the clock. */
  readonly settings = { CLOCK_SHIFT_FILE: this.file };
  readonly option = importOption("tests/support/shifted-clock.mjs");

  /** Moves the clocks of these processes on, and waits until they have. */
  async advance(by: Shift, pids: readonly number[]): Promise<void> {
    this.shift = {
      wallMs: this.shift.wallMs + by.wallMs,
      countingMs: this.shift.countingMs + by.countingMs,
    };
    writeFileSync(this.file, this.written());
    const hasMoved = (pid: number) => {
      const seen = `${this.file}.seen-${pid}`;
      return existsSync(seen) && readFileSync(seen, "utf8") === this.written();
    };
    await expect.poll(() => pids.every(hasMoved), { interval: 5, timeout: 10_000 }).toBe(true);
  }

  /** What the clock on the wall shows. */
  now(): Date {
    return new Date(Date.now() + this.shift.wallMs);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private written(): string {
    return `${JSON.stringify(this.shift)}\n`;
  }
}

/** An option of `node` that loads this module of the project before everything else. */
export function importOption(module: string): string {
  return `--import=${pathToFileURL(join(projectRoot, module)).href}`;
}
