import "server-only";
import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { authOptions } from "./options";

export type NextAuthContext = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own routes; its options are made at the first request, since a build has no settings. */
export async function handleNextAuth(request: NextRequest, context: NextAuthContext): Promise<Response> {
  const handler = NextAuth(authOptions()) as (
    request: NextRequest,
    context: NextAuthContext,
  ) => Promise<Response>;
  return handler(request, context);
}
