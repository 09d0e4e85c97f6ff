/** The report on the installation, as the admin's page and `npm run doctor -- --json` show it. */
import { z } from "zod";
import { CHECKS, STATUSES } from "@/lib/installation/finding";

const isCheck = (name: string): name is keyof typeof CHECKS => Object.hasOwn(CHECKS, name);

export const findingView = z.strictObject({
  check: z.string().refine(isCheck),
  status: z.enum(STATUSES),
  what: z.string(),
  why: z.string(),
  remedy: z.strictObject({ say: z.string(), paste: z.string().nullable() }).nullable(),
});
export type FindingView = z.infer<typeof findingView>;

export const healthReport = z.strictObject({
  examinedAt: z.iso.datetime(),
  findings: z.array(findingView),
});
export type HealthReport = z.infer<typeof healthReport>;

export const canaryShown = z.strictObject({ key: z.string().min(1).max(200) });
export const canaryKeys = z.strictObject({ keys: z.array(z.string().min(1).max(200)).min(1).max(2) });

/** An upload of the browser's test picture: `body` is base64, to be put to `url` with `headers`. */
export type Canary = {
  readonly key: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};
