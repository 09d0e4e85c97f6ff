import "server-only";
import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { authOptions } from "./options";
import type { SignInEdge } from "./sign-in-edge";

export type NextAuthContext = { params: Promise<{ nextauth: string[] }> };

/**
 * next-auth's own routes; its options are made for each request, since a build has no settings.
 * @throws what `admit` and the database throw: next-auth itself would write the message into an address
 */
export async function handleNextAuth(
  request: NextRequest,
  context: NextAuthContext,
  admit: SignInEdge["admit"],
): Promise<Response> {
  const failures: unknown[] = [];
  const options = authOptions({ admit, report: (error) => failures.push(error) });
  const response: unknown = await NextAuth(request, context, options);
  if (failures.length > 0) throw failures[0];
  if (!(response instanceof Response)) throw new Error("next-auth gave no answer.");
  return response;
}
