/** What one check of the installation found: what is so, why it matters, and exactly what to do about it. */

export const GROUPS = {
  settings: "Settings",
  clock: "Clocks",
  bucket: "Bucket",
  store: "What the store enforces",
  database: "Database",
  work: "Background work",
} as const;
export type Group = keyof typeof GROUPS;

export const CHECKS = {
  environment: { group: "settings", title: "Environment" },
  "session-secret": { group: "settings", title: "Session secret" },
  addresses: { group: "settings", title: "Addresses" },
  "signed-url-life": { group: "settings", title: "Life of signed URLs" },
  "clock-store": { group: "clock", title: "Against the store" },
  "clock-database": { group: "clock", title: "Against the database" },
  bucket: { group: "bucket", title: "Reachable, with these credentials" },
  "bucket-tls": { group: "bucket", title: "Encrypted transport" },
  "public-access": { group: "bucket", title: "Public access" },
  ownership: { group: "bucket", title: "Ownership and ACLs" },
  cors: { group: "bucket", title: "Uploads from the browser (CORS)" },
  preflight: { group: "bucket", title: "A browser's question, asked" },
  lifecycle: { group: "bucket", title: "Abandoned uploads (lifecycle)" },
  encryption: { group: "bucket", title: "Default encryption" },
  versioning: { group: "bucket", title: "Versioning" },
  put: { group: "store", title: "A right upload" },
  "signed-type": { group: "store", title: "Signed content type" },
  "signed-length": { group: "store", title: "Signed length" },
  signature: { group: "store", title: "Signatures" },
  "expired-url": { group: "store", title: "Expired URLs" },
  "anonymous-access": { group: "store", title: "Strangers" },
  "unsigned-acl": { group: "store", title: "ACLs that nobody signed" },
  sha256: { group: "store", title: "SHA-256 of an upload" },
  md5: { group: "store", title: "MD5 of an upload" },
  "write-once": { group: "store", title: "Write once (If-None-Match)" },
  "signed-get": { group: "store", title: "Signed reading and ranges" },
  listing: { group: "store", title: "Listing after writing" },
  copy: { group: "store", title: "Copying" },
  delete: { group: "store", title: "Deleting" },
  multipart: { group: "store", title: "Uploads in parts" },
  database: { group: "database", title: "Reachable" },
  migrations: { group: "database", title: "Migrations" },
  "search-extension": { group: "database", title: "Search" },
  worker: { group: "work", title: "Worker" },
  removals: { group: "work", title: "Removal of objects" },
} as const satisfies Record<string, { group: Group; title: string }>;
export type CheckName = keyof typeof CHECKS;

export const STATUSES = ["ok", "warning", "problem", "skipped"] as const;
export type Status = (typeof STATUSES)[number];

export type Remedy = {
  readonly say: string;
  /** A command, or JSON, to copy as it is. */
  readonly paste: string | null;
};

export type Finding = {
  readonly check: CheckName;
  readonly status: Status;
  readonly what: string;
  /** Why it matters; empty where nothing is wrong. */
  readonly why: string;
  readonly remedy: Remedy | null;
};

type Advice = { readonly what: string; readonly why: string; readonly say: string; readonly paste?: string };

export function wellDone(check: CheckName, what: string): Finding {
  return { check, status: "ok", what, why: "", remedy: null };
}

/** What could not be looked at, and the reason. */
export function skipped(check: CheckName, what: string, why = "", remedy: Remedy | null = null): Finding {
  return { check, status: "skipped", what, why, remedy };
}

export function warning(check: CheckName, { what, why, say, paste }: Advice): Finding {
  return { check, status: "warning", what, why, remedy: { say, paste: paste ?? null } };
}

export function problem(check: CheckName, { what, why, say, paste }: Advice): Finding {
  return { check, status: "problem", what, why, remedy: { say, paste: paste ?? null } };
}

/** JSON to paste, in the form that provider consoles and the AWS command line take. */
export function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
