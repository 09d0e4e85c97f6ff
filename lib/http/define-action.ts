import "server-only";
import { headers } from "next/headers";
import type { z } from "zod";
import { identifyPerson } from "@/lib/auth/viewer";
import type { Problem } from "@/lib/contracts/problem";
import type { Viewer } from "@/lib/images/viewer";
import type { LimitName } from "@/lib/limits/limits";
import { requireWithinLimits } from "@/lib/limits/rate-limit";
import { describeError, log } from "@/lib/log";
import { admit } from "./admission";
import { toAppError, toProblem } from "./problem";
import { parseInput, requireSameOrigin } from "./read-request";

/** What a server action answers: a value, or a problem that the page shows beside its cause. */
export type ActionResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** The one shape of a server action, in the order of a route: same origin, guard, parse, limit, one operation. */
export function defineAction<V, S extends z.ZodType, T>(spec: {
  readonly operation: string;
  readonly guard: (viewer: Viewer) => V;
  readonly input: S;
  readonly limit: LimitName;
  readonly handle: (input: { viewer: V; input: z.output<S> }) => Promise<T>;
}): (input: unknown) => Promise<ActionResult<T>> {
  return async (input) => {
    const requestId = crypto.randomUUID();
    try {
      const { viewer, by } = await identifyPerson();
      const given = await headers();
      // Next itself lets an action pass that names no origin.
      if (by === "session") requireSameOrigin(given);
      const proven = spec.guard(viewer);
      const parsed = parseInput(spec.input, input);
      await requireWithinLimits(spec.limit, viewer, given);
      const value = await admit(spec.operation, () => spec.handle({ viewer: proven, input: parsed }));
      log.info({ requestId, operation: spec.operation, status: 200 });
      return { ok: true, value };
    } catch (error) {
      const failure = toAppError(error);
      const problem = toProblem(failure, requestId);
      log.info({ requestId, operation: spec.operation, status: problem.status });
      if (failure.cause !== undefined)
        log.error({ requestId, operation: spec.operation, error: describeError(failure.cause) });
      return { ok: false, problem };
    }
  };
}
