import "server-only";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/**
 * How many requests for one operation this process works on at once. More of them would wait in line for the database at
 * every step, until none is answered in time; so those beyond are told at once to ask again. Each operation has a count of
 * its own: registrations that wait for a silent store keep nobody from reading.
 */
const PER_CONNECTION = 10;
const LONGEST_WAIT_SECONDS = 3;

// Routes and actions are built apart, each with a copy of this module.
declare global {
  var signetAtWork: Map<string, number> | undefined;
}

/** @throws AppError `overloaded`, before anything is done */
export async function admit<T>(operation: string, work: () => Promise<T>): Promise<T> {
  const atWork = (globalThis.signetAtWork ??= new Map<string, number>());
  const count = atWork.get(operation) ?? 0;
  if (count >= PER_CONNECTION * env().DATABASE_POOL_SIZE)
    throw new AppError("overloaded", { retryAfterSeconds: pickWait() });
  atWork.set(operation, count + 1);
  try {
    return await work();
  } finally {
    atWork.set(operation, (atWork.get(operation) ?? 1) - 1);
  }
}

/** Not all at the same moment. */
function pickWait(): number {
  return 1 + Math.floor(Math.random() * LONGEST_WAIT_SECONDS);
}
