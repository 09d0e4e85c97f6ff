import "server-only";
import { z } from "zod";

/** The settings, parsed once; what is missing or wrong is named all at once. `.env.example` documents each. */
const flag = z.enum(["true", "false", "1", "0"]).transform((value) => value === "true" || value === "1");
const count = z.coerce.number().int().positive();

/** A PEM; where a setting holds one line only, `\n` stands for a line's end. */
const pem = z
  .string()
  .transform((text) => text.replaceAll("\\n", "\n").trim())
  .refine((text) => /^-----BEGIN (RSA )?PRIVATE KEY-----\n/.test(text), "must be an RSA private key in PEM");

const settings = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_POOL_SIZE: count.default(10),
  S3_BUCKET: z.string().min(3),
  S3_REGION: z.string().min(1),
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  S3_PUBLIC_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  S3_FORCE_PATH_STYLE: flag.default(false),
  NEXTAUTH_URL: z.url({ protocol: /^https?$/ }),
  NEXTAUTH_SECRET: z.string().min(32, "must have at least 32 characters"),
  SIGNED_URL_TTL_SECONDS: count.min(30).max(604_800).default(300),
  CLOUDFRONT_URL: z.url({ protocol: /^https?$/ }).optional(),
  CLOUDFRONT_KEY_PAIR_ID: z.string().optional(),
  CLOUDFRONT_PRIVATE_KEY: pem.optional(),
  MAX_UPLOAD_BYTES: count.max(5 * 1024 ** 3, "5 GiB are the most that are accepted").default(100 * 1024 ** 2),
  MAX_VIDEO_BYTES: count.max(5 * 1024 ** 3, "5 GiB are the most that are accepted").default(5 * 1024 ** 3),
  MAX_FILE_BYTES: count.max(5 * 1024 ** 3, "5 GiB are the most that are accepted").default(100 * 1024 ** 2),
  QUOTA_BYTES_PER_USER: count.optional(),
  QUOTA_IMAGES_PER_USER: count.optional(),
  PENDING_UPLOADS_PER_USER: count.default(1_000),
  TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(10).optional(),
  ADDRESS_REQUESTS_PER_MINUTE: count.default(3_000),
  ADDRESS_SIGN_INS_PER_MINUTE: count.default(60),
  OVERALL_REQUESTS_PER_MINUTE: count.optional(),
  AUDIT_DAYS: count.max(3_650).default(90),
  RECONCILE_GRACE_HOURS: count.default(24),
  RECONCILE_MAX_REMOVALS: count.default(1_000),
  RECONCILE_MAX_DIFFERENCE_PERCENT: count.max(100).default(5),
  CRON_SECRET: z.string().min(16, "must have at least 16 characters").optional(),
  INLINE_WORKER: flag.optional(),
  VERCEL: z.string().optional(),
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  GITHUB_CLIENT_ID: z.string().optional(),
  GITHUB_CLIENT_SECRET: z.string().optional(),
  OIDC_ISSUER: z.url().optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().default("Single sign-on"),
  SIGN_IN_DOMAINS: z
    .string()
    .default("")
    .transform((text) =>
      text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean),
    ),
});

const CLOUDFRONT = ["CLOUDFRONT_URL", "CLOUDFRONT_KEY_PAIR_ID", "CLOUDFRONT_PRIVATE_KEY"] as const;

const schema = settings.superRefine((values, context) => {
  const missing = CLOUDFRONT.filter((name) => values[name] === undefined);
  if (missing.length === CLOUDFRONT.length) return;
  for (const name of missing)
    context.addIssue({ code: "custom", path: [name], message: "belongs to the other two of CloudFront" });
});

export type Env = z.infer<typeof schema>;

export type CheckedEnv =
  { readonly ok: true; readonly env: Env } | { readonly ok: false; readonly faults: readonly string[] };

/** Reads settings from a record like `process.env`, or says of each that is missing or wrong what is wrong with it. */
export function checkEnv(source: Record<string, string | undefined>): CheckedEnv {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = schema.safeParse(present);
  if (result.success) return { ok: true, env: result.data };
  const faults = result.error.issues.map((issue) => {
    const name = issue.path.join(".");
    return `${name}: ${present[name] === undefined ? "is missing" : issue.message}`;
  });
  return { ok: false, faults };
}

/**
 * The same for those who cannot go on without; an empty value counts as absent.
 * @throws Error with one message that names every missing or wrong setting.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const checked = checkEnv(source);
  if (checked.ok) return checked.env;
  const lines = checked.faults.map((fault) => `  ${fault}`);
  throw new Error(`The environment is not complete (see .env.example):\n${lines.join("\n")}`);
}

let parsed: Env | undefined;

/** The settings of this process; read at the first use, so that a build needs none. */
export function env(): Env {
  return (parsed ??= parseEnv(process.env));
}

/** Whether jobs run inside this process. A platform without lasting processes drains the queue by the cron route. */
export function hasInlineWorker(): boolean {
  const { INLINE_WORKER, VERCEL } = env();
  return INLINE_WORKER ?? VERCEL === undefined;
}

/** How many proxies in front of this process write the caller's address; Vercel is one. */
export function trustedProxyHops(): number {
  const { TRUSTED_PROXY_HOPS, VERCEL } = env();
  return TRUSTED_PROXY_HOPS ?? (VERCEL === undefined ? 0 : 1);
}
