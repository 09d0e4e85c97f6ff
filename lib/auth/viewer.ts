import "server-only";
import { createHash } from "node:crypto";
import { getToken } from "next-auth/jwt";
import { headers } from "next/headers";
import { NextRequest } from "next/server";
import { findUser, findUserByApiKey, type User } from "@/lib/db/users";
import { env } from "@/lib/env";
import { ANONYMOUS, type UserViewer, type Viewer } from "@/lib/images/viewer";

/** Turns a request into a viewer. Every request asks the user's row, so that a disabled user or a changed role counts at once. */
export type Caller = { readonly viewer: Viewer; readonly by: "session" | "api-key" | "nobody" };

const NOBODY: Caller = { viewer: ANONYMOUS, by: "nobody" };

/** The caller of a route handler: a program with an API key, or a person with a session. */
export async function identifyCaller(request: Request): Promise<Caller> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) return identifyProgram(authorization);
  return identifyPerson();
}

/** The viewer of a page or a server action: the person whose session cookie came with the request. */
export async function identifyPerson(): Promise<Caller> {
  const cookie = (await headers()).get("cookie");
  if (cookie === null) return NOBODY;
  const token = await getToken({
    // Of the headers only the cookie: next-auth would take a bearer token for a session too.
    req: new NextRequest(env().NEXTAUTH_URL, { headers: { cookie } }),
    secret: env().NEXTAUTH_SECRET,
    secureCookie: env().NEXTAUTH_URL.startsWith("https:"),
  });
  if (token?.sub === undefined || token.sub === "" || typeof token["iat"] !== "number") return NOBODY;
  const user = await findUser(token.sub);
  const isCurrent = user !== null && (token["iat"] + 1) * 1000 > user.sessionsValidFrom.getTime();
  return isCurrent && user.disabledAt === null ? { viewer: toViewer(user), by: "session" } : NOBODY;
}

async function identifyProgram(authorization: string): Promise<Caller> {
  const [, key] = /^Bearer (sgn_[A-Za-z0-9_-]{20,100})$/.exec(authorization) ?? [];
  if (key === undefined) return NOBODY;
  const found = await findUserByApiKey(createHash("sha256").update(key).digest("hex"));
  if (found === null || found.user.disabledAt !== null) return NOBODY;
  return { viewer: { ...toViewer(found.user), apiKeyId: found.apiKeyId }, by: "api-key" };
}

function toViewer({ id, role }: User): UserViewer {
  return { kind: "user", id, role };
}
