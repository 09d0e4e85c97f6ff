import { AppError } from "@/lib/errors";

/**
 * Lets an error's code through to the page that tells of it: in production the browser learns an error's digest alone,
 * and Next keeps one that is there already. The part behind the colon finds the error in the log.
 */
export async function withFailureCode<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw Object.assign(error, { digest: `${error.code}:${crypto.randomUUID().slice(0, 8)}` });
  }
}
