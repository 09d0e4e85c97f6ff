// A bucket's lifecycle rules and when they are due: objects expire, unfinished multipart uploads are aborted.
// Days end at midnight UTC, as in S3: a rule of 1 day acts between 24 and 48 hours after the fact.

export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly prefix: string;
  readonly expirationDays: number | null;
  readonly abortUploadDays: number | null;
}

const dayMs = 24 * 60 * 60 * 1000;

/** The first midnight UTC that is at least `days` days after `since`. */
export function dueAt(since: Date, days: number): Date {
  return new Date(Math.ceil((since.getTime() + days * dayMs) / dayMs) * dayMs);
}

/** When the object expires by the earliest rule about it, or null. */
export function objectExpiry(rules: readonly LifecycleRule[], key: string, lastModified: Date): Date | null {
  return earliest(rules, key, lastModified, (rule) => rule.expirationDays);
}

/** When the unfinished upload is aborted by the earliest rule about it, or null. */
export function uploadExpiry(rules: readonly LifecycleRule[], key: string, initiated: Date): Date | null {
  return earliest(rules, key, initiated, (rule) => rule.abortUploadDays);
}

function earliest(
  rules: readonly LifecycleRule[],
  key: string,
  since: Date,
  daysOf: (rule: LifecycleRule) => number | null,
): Date | null {
  const due = rules.flatMap((rule) => {
    const days = rule.enabled && key.startsWith(rule.prefix) ? daysOf(rule) : null;
    return days === null ? [] : [dueAt(since, days)];
  });
  return due.sort((a, b) => a.getTime() - b.getTime())[0] ?? null;
}
