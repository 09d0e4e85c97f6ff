import "server-only";
import { findUserByAccount, findUserByEmail, linkAccount, type User } from "@/lib/db/users";
import { env } from "@/lib/env";

export type OutsideIdentity = {
  readonly provider: string;
  readonly providerAccountId: string;
  readonly email: string | null;
  /** Whether the provider vouches for the address; an address that anybody can claim lets nobody in. */
  readonly emailVerified: boolean;
  readonly name: string | null;
};

/**
 * The user behind a provider's account, or null. A private library is not open to everybody with an account
 * somewhere: a person must have been added before, or have an address in SIGN_IN_DOMAINS (then they become a viewer).
 */
export async function resolveOutsideUser(identity: OutsideIdentity): Promise<User | null> {
  const { provider, providerAccountId, email, emailVerified, name } = identity;
  const linked = await findUserByAccount(provider, providerAccountId);
  if (linked !== null) return linked;
  if (email === null || !emailVerified) return null;
  const domain = email.split("@").at(-1)?.toLowerCase() ?? "";
  const known = await findUserByEmail(email);
  if (known === null && !env().SIGN_IN_DOMAINS.includes(domain)) return null;
  return linkAccount(email, name, { provider, providerAccountId });
}
