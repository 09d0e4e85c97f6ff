import "server-only";
import { type ServerAnswer, watchServerRequests } from "./server-requests";

/**
 * Told to end, a server takes no new connections, and ends when those that it has are closed. Whoever keeps one and goes
 * on asking would keep the server, too: so from then on each answer is the last one of its connection.
 */
export function closeConnectionsAtTheEnd(): void {
  const open = new Set<ServerAnswer>();
  let isEnding = false;
  watchServerRequests((_request, response) => {
    if (isEnding) return makeLast(response);
    open.add(response);
    response.once("close", () => open.delete(response));
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => {
      isEnding = true;
      for (const response of open) makeLast(response);
    });
}

function makeLast(response: ServerAnswer): void {
  if (!response.headersSent) response.setHeader("connection", "close");
}
