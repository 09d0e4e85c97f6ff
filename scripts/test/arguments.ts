// What of the tests is wanted.
export const kinds = ["unit", "contract", "integration", "e2e"] as const;
export type Kind = (typeof kinds)[number];

export interface TestSelection {
  kinds: readonly Kind[];
  /** Passed on to Vitest and Playwright as they are: parts of file names, and with --only their own options. */
  rest: readonly string[];
}

/** Reads `[--only <kind>] [more]`; throws how it is meant. */
export function parseTestArguments(args: readonly string[]): TestSelection {
  if (args[0] !== "--only") {
    const option = args.find((arg) => arg.startsWith("-"));
    if (option === undefined) return { kinds, rest: [...args] };
    throw new Error(`${option} is for one kind of tests: npm test -- --only ${kinds.join("|")} ${option}`);
  }
  const kind = kinds.find((name) => name === args[1]);
  if (kind === undefined) throw new Error(`Say which: npm test -- --only ${kinds.join("|")}`);
  return { kinds: [kind], rest: args.slice(2) };
}
