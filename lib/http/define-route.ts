import "server-only";
import { z } from "zod";
import { type Caller, identifyCaller } from "@/lib/auth/viewer";
import { AppError } from "@/lib/errors";
import type { Viewer } from "@/lib/images/viewer";
import { requireWithinLimits } from "@/lib/limits/rate-limit";
import { describeError, log } from "@/lib/log";
import type { LimitName } from "@/lib/limits/limits";
import { admit } from "./admission";
import { problemResponse, toAppError } from "./problem";
import { parseInput, readJson, readQuery, requireSameOrigin } from "./read-request";

/** The one shape of an API route: admission, guard, parse, limit, one operation, an answer; and one catch around it. */
export type RouteSpec<V, P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  /** Names the request in the log and in the rate limits. */
  readonly operation: string;
  readonly guard: (viewer: Viewer) => V;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly limit: LimitName;
  readonly handle: (input: {
    viewer: V;
    params: z.output<P>;
    query: z.output<Q>;
    body: z.output<B>;
    request: Request;
    requestId: string;
  }) => Promise<Response>;
};

type RouteContext = { params: Promise<Record<string, string | string[] | undefined>> };

// Whatever stalls, the caller has an answer within 8 s; repeating a request is safe in every operation.
const DEADLINE_MS = 7_500;

export function defineRoute<V, P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  spec: RouteSpec<V, P, Q, B>,
): (request: Request, context: RouteContext) => Promise<Response> {
  return async (request, context) => {
    const requestId = crypto.randomUUID();
    const startedAt = performance.now();
    let caller: Caller | undefined;
    const answer = async () => {
      caller = await identifyCaller(request);
      return run(spec, caller, { request, requestId }, context);
    };
    const response = await withinDeadline(admit(spec.operation, answer)).catch((error: unknown) => {
      const failure = toAppError(error);
      if (failure.code === "internal_error" || failure.cause !== undefined) {
        log.error({ requestId, operation: spec.operation, error: describeError(failure.cause ?? failure) });
      }
      return problemResponse(failure, requestId);
    });
    response.headers.set("x-request-id", requestId);
    if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
    log.info({
      requestId,
      operation: spec.operation,
      status: response.status,
      milliseconds: Math.round(performance.now() - startedAt),
      viewer: caller?.viewer.kind === "user" ? caller.viewer.id : "anonymous",
    });
    return response;
  };
}

async function run<V, P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  spec: RouteSpec<V, P, Q, B>,
  caller: Caller,
  { request, requestId }: { request: Request; requestId: string },
  context: RouteContext,
): Promise<Response> {
  const isWrite = request.method !== "GET" && request.method !== "HEAD";
  if (isWrite && caller.by === "session") requireSameOrigin(request.headers);
  const viewer = spec.guard(caller.viewer);
  const input = {
    viewer,
    request,
    requestId,
    params: await parsePart(spec.params, () => context.params, "path"),
    query: await parsePart(spec.query, () => readQuery(new URL(request.url).searchParams), "query"),
    body: await parsePart(spec.body, () => readJson(request), ""),
  };
  await requireWithinLimits(spec.limit, caller.viewer, request.headers);
  return spec.handle(input);
}

async function parsePart<T extends z.ZodType>(
  schema: T | undefined,
  read: () => unknown,
  prefix: string,
): Promise<z.output<T>> {
  // Without a schema the part is never read, and the handler's type for it is unknown.
  if (schema === undefined) return z.custom<z.output<T>>().parse(undefined);
  return parseInput(schema, await read(), prefix);
}

async function withinDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new AppError("storage_unavailable", {
          cause: new Error(`no answer in ${DEADLINE_MS} ms`),
          retryAfterSeconds: 5,
        }),
      );
    }, DEADLINE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
