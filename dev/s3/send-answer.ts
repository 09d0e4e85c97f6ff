// Puts an answer on the wire, also when the client is still sending a body that nobody wants: it is told at once, then
// listened to for a bounded while, since a browser whose upload is cut off never shows the answer that it was sent.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AnswerStream, S3Answer } from "./answer";

const maxDrainBytes = 256 * 1024 * 1024;
const maxDrainMs = 10_000;

interface Wire {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** The client waits for `100 Continue` and has sent nothing of its body. */
  readonly bodyWithheld: boolean;
}

/** Resolves to the number of body bytes sent, when all is sent or the client has gone. */
export async function sendAnswer(wire: Wire, answer: S3Answer): Promise<number> {
  const { incoming, outgoing } = wire;
  const body = mayHaveBody(incoming.method, answer.status) ? answer.body : null;
  const rest = bodyRest(incoming);
  const keepsConnection = !wire.bodyWithheld && rest <= maxDrainBytes;
  outgoing.writeHead(answer.status, {
    ...answer.headers,
    ...lengthHeader(answer),
    ...(keepsConnection ? {} : { Connection: "close" }),
  });
  const sent = await writeBody(outgoing, body);
  if (rest > 0 && !wire.bodyWithheld) await drain(incoming);
  outgoing.end();
  return sent;
}

function mayHaveBody(method: string | undefined, status: number): boolean {
  return method !== "HEAD" && status !== 204 && status !== 304;
}

function lengthHeader({ status, body }: S3Answer): Record<string, string> {
  if (status === 204 || status === 304) return {};
  if (body === null) return { "Content-Length": "0" };
  return { "Content-Length": String(typeof body === "string" ? Buffer.byteLength(body) : body.byteCount) };
}

async function writeBody(outgoing: ServerResponse, body: string | AnswerStream | null): Promise<number> {
  if (body === null) {
    outgoing.flushHeaders();
    return 0;
  }
  if (typeof body === "string") {
    outgoing.write(body);
    return Buffer.byteLength(body);
  }
  let sent = 0;
  for await (const chunk of body.bytes) {
    if (outgoing.destroyed) break;
    sent += chunk.length;
    if (!outgoing.write(chunk)) await untilWritable(outgoing);
  }
  return sent;
}

function untilWritable(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      outgoing.off("drain", finish).off("close", finish);
      resolve();
    };
    outgoing.on("drain", finish).on("close", finish);
    if (outgoing.destroyed) finish();
  });
}

/** How many bytes of the body are still to come; unknown counts as too many. */
function bodyRest(incoming: IncomingMessage): number {
  if (incoming.complete || incoming.readableEnded) return 0;
  const length = incoming.headers["content-length"];
  if (length !== undefined) return Number(length);
  return incoming.headers["transfer-encoding"] === undefined ? 0 : Number.POSITIVE_INFINITY;
}

function drain(incoming: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let drained = 0;
    const timer = setTimeout(resolve, maxDrainMs);
    const finish = (): void => {
      clearTimeout(timer);
      resolve();
    };
    incoming.on("data", (chunk: Buffer) => {
      drained += chunk.length;
      if (drained > maxDrainBytes) finish();
    });
    incoming.once("close", finish).once("end", finish);
    incoming.resume();
  });
}
