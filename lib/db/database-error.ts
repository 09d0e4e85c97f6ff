import "server-only";
import { AppError } from "@/lib/errors";
import { Prisma } from "./generated/client";

/** Prisma's and Postgres's errors in our own words: nothing above `lib/db` knows their names. */

// Prisma: cannot reach, timed out, closed the connection, no connection free, transaction could not start or was lost.
const UNAVAILABLE = new Set([
  "P1000",
  "P1001",
  "P1002",
  "P1008",
  "P1011",
  "P1017",
  "P2024",
  "P2028",
  "P2034",
  "P2037",
]);
// SQLSTATE classes (PostgreSQL manual, appendix A): connection, resources, operator intervention, rollback; read-only, idle
// in a transaction for too long, a lock that was not to be had.
const PASSING_SQLSTATE = /^(08|53|57|40|25006|25P03|55P03)/;
const CONNECTION_LOST =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout|Can't reach database|Connection ended|not queryable|DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections/i;

// What Prisma's driver adapter calls the same (DriverAdapterError's cause).
const PASSING_KIND =
  /"kind":"(?:DatabaseNotReachable|ConnectionClosed|SocketTimeout|TlsConnectionError|TooManyConnections|TransactionWriteConflict|TransactionAlreadyClosed)"/;

/** The error to throw instead: `database_unavailable` when trying again may help, else the error as it was. */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof AppError || !isUnavailable(error)) return error;
  return new AppError("database_unavailable", { cause: error, retryAfterSeconds: 2 });
}

function isUnavailable(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientInitializationError) return true;
  if (!(error instanceof Error)) return false;
  if (error instanceof Prisma.PrismaClientKnownRequestError && UNAVAILABLE.has(error.code)) return true;
  // A host with two addresses fails with an error whose code alone says why.
  const told = `${error.name} ${error.message} ${"code" in error ? String(error.code) : ""}`;
  return (
    PASSING_SQLSTATE.test(sqlStateOf(error) ?? "") ||
    PASSING_KIND.test(toJson(error)) ||
    CONNECTION_LOST.test(told)
  );
}

/** The SQLSTATE that Postgres gave, where the driver adapter kept it. */
export function sqlStateOf(error: Error): string | null {
  // Prisma's own codes (P1000 and up) look like one; of Postgres's only the class P0 begins like them.
  return /"(?:originalCode|code)":"(?!P[1-9])([0-9A-Z]{5})"/.exec(toJson(error))?.[1] ?? null;
}

function toJson(error: Error): string {
  return JSON.stringify(error, (_key, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}

/** Whether a unique constraint refused the row. */
export function isUniqueViolation(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") return true;
  return error instanceof Error && sqlStateOf(error) === "23505";
}
