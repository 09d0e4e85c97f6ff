import "server-only";
import { handleNextAuth, type NextAuthContext } from "@/lib/auth/handler";
import type { NextRequest } from "next/server";
import { requireWithinLimit } from "@/lib/limits/rate-limit";
import { describeError, log } from "@/lib/log";
import { problemResponse, toAppError } from "./problem";

/** next-auth's routes behind the same edge as ours: guessing passwords is slowed down, a fault is a problem. */
export async function handleAuth(request: NextRequest, context: NextAuthContext): Promise<Response> {
  try {
    if (request.method === "POST" && request.nextUrl.pathname.endsWith("/callback/credentials")) {
      const email = String((await request.clone().formData()).get("email") ?? "")
        .toLowerCase()
        .slice(0, 200);
      await requireWithinLimit("signIn", { kind: "subject", id: email });
    }
    return await handleNextAuth(request, context);
  } catch (error) {
    const requestId = crypto.randomUUID();
    const failure = toAppError(error);
    log.error({ requestId, operation: "next-auth", error: describeError(failure.cause ?? failure) });
    return problemResponse(failure, requestId);
  }
}
