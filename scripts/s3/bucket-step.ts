// One thing that is set at a bucket, and what became of it.
export interface BucketStep {
  done: boolean;
  sentence: string;
  /** Some providers do not have it, and the app does without. */
  optional?: boolean;
}

export async function takeStep(
  work: () => Promise<unknown>,
  done: string,
  refused: string,
): Promise<BucketStep> {
  try {
    await work();
    return { done: true, sentence: done };
  } catch (error) {
    return { done: false, sentence: `${refused} (${reasonOf(error)}).` };
  }
}

export function reasonOf(error: unknown, status?: number): string {
  if (status === 403) return "access denied; check the keys, and that the bucket is yours";
  if (!(error instanceof Error)) return String(error);
  return error.message && error.message !== "UnknownError" ? `${error.name}: ${error.message}` : error.name;
}
