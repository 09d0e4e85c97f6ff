import "server-only";
import { handleNextAuth, type NextAuthContext } from "@/lib/auth/handler";
import type { NextRequest } from "next/server";
import { requireSignInWithinLimits } from "@/lib/limits/rate-limit";
import { describeError, log } from "@/lib/log";
import { problemResponse, toAppError } from "./problem";
import { readForm } from "./read-request";

/** next-auth's routes behind the same edge as ours: guessing passwords is slowed down, a fault is a problem. */
export async function handleAuth(request: NextRequest, context: NextAuthContext): Promise<Response> {
  try {
    // next-auth reads it again, without a limit and trusting that it parses.
    if (request.method === "POST") await readForm(request.clone());
    return await handleNextAuth(request, context, (email) =>
      requireSignInWithinLimits(email, request.headers),
    );
  } catch (error) {
    const requestId = crypto.randomUUID();
    const failure = toAppError(error);
    const operation = "next-auth";
    if (failure.cause === undefined) log.info({ requestId, operation, code: failure.code });
    else log.error({ requestId, operation, error: describeError(failure.cause) });
    return problemResponse(failure, requestId);
  }
}
