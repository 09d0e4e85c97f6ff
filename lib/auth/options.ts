import "server-only";
import type { Account, NextAuthOptions, Profile } from "next-auth";
import { env } from "@/lib/env";
import { paths } from "@/lib/paths";
import { type OutsideIdentity, resolveOutsideUser } from "./link-account";
import { signInProviders } from "./providers";
import { orReport, type SignInEdge } from "./sign-in-edge";

const SESSION_SECONDS = 30 * 24 * 3600;

/** next-auth's configuration: a JWT that holds the user's id and nothing that could go stale. */
export function authOptions(edge: SignInEdge): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: paths.signIn(), error: paths.signIn() },
    providers: signInProviders(edge),
    callbacks: {
      async signIn({ user, account, profile }) {
        if (account === null || account.type === "credentials") return true;
        const identity = toIdentity(account, profile, user);
        const known = await orReport(() => resolveOutsideUser(identity), edge);
        if (known === null || known.disabledAt !== null) return false;
        user.id = known.id;
        return true;
      },
      // `user` is there at sign-in only; its id was set above to that of our own row.
      jwt: ({ token, user, trigger }) => ({
        sub: trigger === "signIn" || trigger === "signUp" ? user.id : (token.sub ?? ""),
      }),
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) => {
        const target = URL.parse(url, baseUrl);
        return target?.origin === new URL(baseUrl).origin ? target.href : baseUrl;
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
