import "server-only";
import type { Account, NextAuthOptions, Profile } from "next-auth";
import { env } from "@/lib/env";
import { paths } from "@/lib/paths";
import { type OutsideIdentity, resolveOutsideUser } from "./link-account";
import { signInProviders } from "./providers";

const SESSION_SECONDS = 30 * 24 * 3600;

/** next-auth's configuration: a JWT that holds the user's id and nothing that could go stale. */
export function authOptions(): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: paths.signIn(), error: paths.signIn() },
    providers: signInProviders(),
    callbacks: {
      async signIn({ user, account, profile }) {
        if (account === null || account.type === "credentials") return true;
        const known = await resolveOutsideUser(toIdentity(account, profile, user));
        if (known === null || known.disabledAt !== null) return false;
        user.id = known.id;
        return true;
      },
      // `user` is there at sign-in only; its id was set above to that of our own row.
      jwt: ({ token, user }) => ({ sub: user?.id ?? token.sub ?? "" }),
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) => {
        const target = new URL(url, baseUrl);
        return target.origin === new URL(baseUrl).origin ? target.href : baseUrl;
      },
    },
  };
}

function toIdentity(
  account: Account,
  profile: Profile | undefined,
  user: { email?: string | null; name?: string | null },
): OutsideIdentity {
  const claims: Record<string, unknown> = { ...profile };
  return {
    provider: account.provider,
    providerAccountId: account.providerAccountId,
    email: user.email ?? null,
    // GitHub shows an account's primary address only after it was verified; OpenID providers say it in a claim.
    emailVerified: account.provider === "github" || claims["email_verified"] === true,
    name: user.name ?? null,
  };
}
