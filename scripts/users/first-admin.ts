// The person who can sign in to a fresh installation.
import { z } from "zod";
import { db } from "@/lib/db/client";
import { hashPassword, makePassword } from "./password";

export interface FirstAdmin {
  email: string;
  /** False when there was an administrator before. */
  isNew: boolean;
  /** Only when it was made up just now: it is kept nowhere. */
  password: string | null;
}

/**
 * Makes ADMIN_EMAIL an administrator when nobody is one. The password is ADMIN_PASSWORD, or a new one for an
 * account that has none.
 */
export async function ensureFirstAdmin(source: NodeJS.ProcessEnv = process.env): Promise<FirstAdmin> {
  const oldest = {
    where: { role: "admin" },
    orderBy: { createdAt: "asc" },
    select: { email: true },
  } as const;
  const before = await db().user.findFirst(oldest);
  if (before !== null) return { email: before.email, isNew: false, password: null };

  const email = parseEmail(source.ADMIN_EMAIL || "admin@example.com");
  const known = await db().user.findUnique({ where: { email }, select: { passwordHash: true } });
  const given = source.ADMIN_PASSWORD || null;
  const made = given === null && (known?.passwordHash ?? null) === null ? makePassword() : null;
  const password = given ?? made;
  const access = password === null ? {} : { passwordHash: await hashPassword(password) };
  if (known !== null) {
    await db().user.update({ where: { email }, data: { role: "admin", ...access }, select: { id: true } });
    return { email, isNew: true, password: made };
  }
  const data = { email, name: "Admin", role: "admin" as const, ...access };
  const { count } = await db().user.createMany({ data: [data], skipDuplicates: true });
  // Another process that starts at the same time may have been first: its password is the one that counts.
  return count === 1 ? { email, isNew: true, password: made } : { email, isNew: false, password: null };
}

/** An e-mail address in lower case; throws a sentence when it is none. */
export function parseEmail(text: string): string {
  const parsed = z.email().safeParse(text.trim().toLowerCase());
  if (!parsed.success) throw new Error(`"${text}" is not an e-mail address.`);
  return parsed.data;
}
