/** What every file of bench/suites is: a program of its own that measures, prints its figures, and hands them on. */
import { writeFileSync } from "node:fs";
import { messageOf } from "@/scripts/command-line";
import { Shutdown } from "@/scripts/services/shutdown";
import type { Figure } from "./figure";
import { printTable } from "./table";

/** Where bench/main.ts wants the figures as JSON. */
const { BENCH_FIGURES } = process.env;

/**
 * Runs `measure`, prints what it gives, stops what it has said to `shutdown`, and ends the process: with 1 when it threw,
 * which an equality that does not hold does too.
 */
export async function runSuite(measure: (shutdown: Shutdown) => Promise<readonly Figure[]>): Promise<never> {
  const shutdown = new Shutdown();
  shutdown.listen();
  let code = 0;
  try {
    const figures = await measure(shutdown);
    printTable(figures);
    if (BENCH_FIGURES !== undefined) writeFileSync(BENCH_FIGURES, JSON.stringify(figures));
  } catch (error) {
    code = 1;
    console.error(error instanceof Error ? (error.stack ?? messageOf(error)) : messageOf(error));
  }
  await shutdown.closeAll();
  return process.exit(code);
}
