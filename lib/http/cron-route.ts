import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { describeError, log } from "@/lib/log";
import { problemResponse, toAppError } from "./problem";

type Task = () => Promise<void>;
type Context = { params: Promise<{ task: string }> };

/** A route for a platform's scheduler: `Authorization: Bearer CRON_SECRET`. Without that setting it does not exist. */
export function runCronTask(
  tasks: Readonly<Record<string, Task>>,
): (request: Request, context: Context) => Promise<Response> {
  return async (request, { params }) => {
    const requestId = crypto.randomUUID();
    try {
      const secret = env().CRON_SECRET;
      const { task } = await params;
      if (secret === undefined || !Object.hasOwn(tasks, task)) throw new AppError("not_found");
      if (!isSame(request.headers.get("authorization") ?? "", `Bearer ${secret}`))
        throw new AppError("not_signed_in");
      await tasks[task]?.();
      log.info({ requestId, operation: `cron-${task}`, status: 200 });
      return Response.json({ ok: true }, { headers: { "cache-control": "no-store" } });
    } catch (error) {
      const failure = toAppError(error);
      if (failure.cause !== undefined)
        log.error({ requestId, operation: "cron", error: describeError(failure.cause) });
      return problemResponse(failure, requestId);
    }
  };
}

/** Compares in constant time, whatever the lengths. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
