import "server-only";

/** What signing in needs of its caller: who may guess on, and who hears of failures that are no refusals. */
export type SignInEdge = {
  /** Asked before a password is compared; throws when there were too many guesses for this address. */
  readonly admit: (email: string) => Promise<void>;
  readonly report: (error: unknown) => void;
};

/** Null after a failure: a refusal to next-auth, which would write the error's message into an address. */
export async function orReport<T>(look: () => Promise<T>, { report }: SignInEdge): Promise<T | null> {
  try {
    return await look();
  } catch (error) {
    report(error);
    return null;
  }
}
