// Stores that do not know a header: they ignore it, or say so.
import type { Behaviour } from "../behaviour";
import { notImplemented } from "../errors";

interface Where {
  /** AWS's names of the operations; all when left out. */
  readonly on?: readonly string[];
}

/** As if the client had not sent the headers whose names begin with one of these. */
export function ignoringHeaders(names: readonly string[], { on }: Where = {}): Behaviour {
  return ({ operation, request }, perform) => {
    if (on !== undefined && !on.includes(operation)) return perform(request);
    const ignored = request.headers.names().filter((name) => names.some((start) => name.startsWith(start)));
    return perform({ ...request, headers: request.headers.without(...ignored) });
  };
}

/** 501 for every request with this header. */
export function refusingHeader(name: string, { on }: Where = {}): Behaviour {
  return ({ operation, request }, perform) => {
    const refused = (on?.includes(operation) ?? true) && request.headers.get(name) !== undefined;
    if (refused) throw notImplemented(name);
    return perform(request);
  };
}
