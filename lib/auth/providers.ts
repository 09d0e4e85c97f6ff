import "server-only";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import GitHubProvider from "next-auth/providers/github";
import GoogleProvider from "next-auth/providers/google";
import { z } from "zod";
import { findUserByEmail } from "@/lib/db/users";
import { env } from "@/lib/env";
import { isPassword } from "./password";
import { orReport, type SignInEdge } from "./sign-in-edge";

type Provider = NextAuthOptions["providers"][number];

/** The doors that are open: passwords always, a provider when its settings are given. */
export function signInProviders(edge: SignInEdge): Provider[] {
  return [passwordProvider(edge), ...outsideProviders()];
}

/** The providers that the sign-in page offers as buttons. */
export function listSignInProviders(): { id: string; name: string }[] {
  return outsideProviders().map(({ id, name }) => ({ id, name }));
}

// Trimmed and in lower case before anything counts or looks it up: one address has one spelling.
const address = z.string().trim().toLowerCase().pipe(z.email().max(254));
const password = z.string().max(1024);

function passwordProvider(edge: SignInEdge): Provider {
  return CredentialsProvider({
    name: "Password",
    credentials: { email: { type: "email" }, password: { type: "password" } },
    authorize: (given) => orReport(() => findByPassword(given ?? {}, edge), edge),
  });
}

async function findByPassword(
  given: { email?: unknown; password?: unknown },
  { admit }: SignInEdge,
): Promise<{ id: string } | null> {
  const guess = z.object({ email: address, password }).safeParse(given);
  if (!guess.success) return null;
  await admit(guess.data.email);
  const user = await findUserByEmail(guess.data.email);
  const matches = await isPassword(guess.data.password, user?.passwordHash ?? null);
  return matches && user !== null && user.disabledAt === null ? { id: user.id } : null;
}

function outsideProviders(): Provider[] {
  const settings = env();
  const providers: Provider[] = [];
  const { GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET } = settings;
  if (GOOGLE_CLIENT_ID !== undefined && GOOGLE_CLIENT_SECRET !== undefined) {
    providers.push(GoogleProvider({ clientId: GOOGLE_CLIENT_ID, clientSecret: GOOGLE_CLIENT_SECRET }));
  }
  if (GITHUB_CLIENT_ID !== undefined && GITHUB_CLIENT_SECRET !== undefined) {
    providers.push(GitHubProvider({ clientId: GITHUB_CLIENT_ID, clientSecret: GITHUB_CLIENT_SECRET }));
  }
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME } = settings;
  if (OIDC_ISSUER !== undefined && OIDC_CLIENT_ID !== undefined && OIDC_CLIENT_SECRET !== undefined) {
    providers.push(oidcProvider(OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME));
  }
  return providers;
}

type OidcProfile = { sub: string; email?: string; name?: string };

function oidcProvider(issuer: string, clientId: string, clientSecret: string, name: string): Provider {
  return {
    id: "oidc",
    name,
    type: "oauth",
    wellKnown: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state"],
    clientId,
    clientSecret,
    profile: (profile: OidcProfile) => ({
      id: profile.sub,
      email: profile.email ?? null,
      name: profile.name ?? null,
    }),
  };
}
