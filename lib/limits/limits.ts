/** How often a viewer may do what, as points a minute. Generous to people, tight to loops. */
export const LIMITS = {
  read: 1_200,
  sign: 600,
  upload: 600,
  write: 240,
  signIn: 20,
  // Each writes to the bucket some thirty times.
  examine: 12,
} as const satisfies Record<string, number>;

export type LimitName = keyof typeof LIMITS;

/** What people who are signed in do all day: many of them may share one address, which is not counted for it. */
export const READS: ReadonlySet<LimitName> = new Set<LimitName>(["read", "sign"]);
