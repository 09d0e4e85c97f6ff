import { ERRORS } from "@/lib/errors";

/**
 * Lets an error's code through to the page that tells of it: in production the browser learns an error's digest alone,
 * and Next keeps one that is there already. The part behind the colon finds the error in the log.
 */
export async function withFailureCode<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = codeOf(error);
    if (error instanceof Error && code !== null) {
      Object.assign(error, { digest: `${code}:${crypto.randomUUID().slice(0, 8)}` });
    }
    throw error;
  }
}

/** By its code and not by its class, of which the server may hold one for its pages and one for its routes. */
function codeOf(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" && Object.hasOwn(ERRORS, code) ? code : null;
}
