import "server-only";
import { subscribe } from "node:diagnostics_channel";
import { IncomingMessage, ServerResponse } from "node:http";

export type ServerAnswer = Pick<ServerResponse, "headersSent" | "once" | "statusCode" | "setHeader" | "end">;

/** Looks at every request to every server of this process, from now on, before Next does. */
export function watchServerRequests(look: (request: IncomingMessage, response: ServerAnswer) => void): void {
  subscribe("http.server.request.start", (event) => {
    if (typeof event !== "object" || event === null || !("request" in event && "response" in event)) return;
    const { request, response } = event;
    if (request instanceof IncomingMessage && response instanceof ServerResponse) look(request, response);
  });
}
