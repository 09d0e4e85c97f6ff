import "server-only";

/** Why a call to the store failed, in a word for people: `ECONNREFUSED`, `NoSuchBucket`, `TimeoutError`. Holds no address. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "no reason was given";
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return error.name === "Error" ? (error.message.split("\n")[0] ?? "").slice(0, 200) : error.name;
}
