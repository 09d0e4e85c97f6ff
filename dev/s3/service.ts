// What becomes of a request: understood, verified, routed, performed, answered, logged.
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { errorAnswer, type AnswerStream, type S3Answer } from "./answer";
import { verifyRequest, type VerificationSettings } from "./auth/verify-request";
import { ConnectionLost } from "./behaviour";
import { S3Error } from "./errors";
import { answerPreflight } from "./operations/bucket/bucket-cors";
import { makeProfile, type StoreProfile } from "./profiles";
import { checkFraming, readRequest, type S3Request } from "./request";
import { findRoute, performRoute } from "./router";
import { corsHeaders } from "./rules/cors-rules";
import { sendAnswer } from "./send-answer";
import type { Store } from "./store/store";

/** One finished request, for tests and for people watching; it never holds a signature. */
export interface S3RequestLog {
  readonly method: string;
  readonly bucket: string | null;
  readonly key: string | null;
  /** AWS's name of the operation, or null when it was refused before that was known. */
  readonly operation: string | null;
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  /** The error's code. */
  readonly code: string | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly origin: string | null;
}

interface ServiceOptions extends Omit<VerificationSettings, "acceptsUnsignedHeaders"> {
  readonly onRequest?: (entry: S3RequestLog) => void;
  readonly profile?: StoreProfile;
}

/** What is known of a request while it is being answered. */
interface Exchange {
  readonly incoming: IncomingMessage;
  readonly requestId: string;
  /** Aborted when the answer was sent, or the client has gone. */
  readonly gone: AbortController;
  /** Every stream that an operation opened for this request, sent or not. */
  readonly streams: AnswerStream[];
  request: S3Request | null;
  operation: string | null;
  bytesIn: number;
  /** The client waits for `100 Continue` and has sent nothing of its body. */
  bodyWithheld: boolean;
}

type Outcome = Pick<S3RequestLog, "status" | "code" | "bytesOut">;

export class S3Service {
  readonly #store: Store;
  readonly #options: ServiceOptions;
  #profile: StoreProfile;

  constructor(store: Store, options: ServiceOptions) {
    this.#store = store;
    this.#options = options;
    this.#profile = options.profile ?? makeProfile("strict");
  }

  /** From the next request on. */
  behaveAs(profile: StoreProfile): void {
    this.#profile = profile;
  }

  /** Never rejects: whatever goes wrong ends this exchange alone. */
  async serve(incoming: IncomingMessage, outgoing: ServerResponse, bodyWithheld: boolean): Promise<void> {
    const requestId = randomBytes(8).toString("hex").toUpperCase();
    const known = { request: null, operation: null, bytesIn: 0, bodyWithheld };
    const exchange: Exchange = { incoming, requestId, gone: new AbortController(), streams: [], ...known };
    incoming.on("error", () => undefined);
    outgoing.on("error", () => undefined);
    outgoing.once("close", () => exchange.gone.abort());
    const outcome = await this.#exchange(exchange, outgoing);
    for (const stream of exchange.streams) stream.dispose();
    const { request, operation, bytesIn } = exchange;
    this.#options.onRequest?.({
      method: incoming.method ?? "",
      bucket: request?.bucket ?? null,
      key: request?.key ?? null,
      operation,
      bytesIn,
      origin: request?.headers.get("origin") ?? null,
      ...outcome,
    });
  }

  async #exchange(exchange: Exchange, outgoing: ServerResponse): Promise<Outcome> {
    const { incoming, requestId } = exchange;
    try {
      const answer = await this.#answer(exchange, outgoing);
      const clock = { Date: this.#options.now().toUTCString() };
      const headers = { ...answer.headers, ...this.#corsHeaders(exchange.request), ...clock };
      const stamped = {
        ...answer,
        headers: { ...headers, Server: "SignetS3", "x-amz-request-id": requestId },
      };
      const wire = { incoming, outgoing, bodyWithheld: exchange.bodyWithheld };
      return { status: answer.status, code: answer.code, bytesOut: await sendAnswer(wire, stamped) };
    } catch (error) {
      incoming.socket.destroy();
      const code = error instanceof ConnectionLost ? "ConnectionLost" : "ConnectionBroken";
      return { status: 0, code, bytesOut: 0 };
    }
  }

  /** @throws ConnectionLost when there is nobody to answer, or a behaviour says so */
  async #answer(exchange: Exchange, outgoing: ServerResponse): Promise<S3Answer> {
    try {
      const request = readRequest(exchange.incoming, readBody(exchange, outgoing));
      exchange.request = request;
      if (request.method === "OPTIONS") return answerPreflight(request, this.#store);
      return await this.#perform(exchange, request);
    } catch (error) {
      if (error instanceof S3Error) return errorAnswer(error, exchange.requestId, exchange.request);
      if (error instanceof ConnectionLost || exchange.incoming.destroyed) throw new ConnectionLost();
      console.error(error);
      return errorAnswer(new S3Error("InternalError"), exchange.requestId, exchange.request);
    }
  }

  async #perform(exchange: Exchange, request: S3Request): Promise<S3Answer> {
    checkFraming(request);
    const { now, region } = this.#options;
    const { behaviour, acceptsUnsignedHeaders } = this.#profile;
    const verified = verifyRequest(request, { ...this.#options, acceptsUnsignedHeaders });
    const route = findRoute(verified);
    exchange.operation = route.operation;
    const passing = { operation: route.operation, request: verified, signal: exchange.gone.signal };
    return behaviour(passing, async (passed) => {
      const answer = await performRoute(route, { request: passed, store: this.#store, region, now });
      if (answer.body !== null && typeof answer.body !== "string") exchange.streams.push(answer.body);
      return answer;
    });
  }

  /** Also on errors: without them a script could not even read why it was refused. */
  #corsHeaders(request: S3Request | null): Record<string, string> {
    const origin = request?.headers.get("origin");
    if (!request?.bucket || origin === undefined || request.method === "OPTIONS") return {};
    const rules = this.#store.find(request.bucket)?.settings.cors ?? [];
    return corsHeaders(rules, origin, request.method);
  }
}

/** Asks a waiting client for its body only when somebody reads it: one that is refused never sends it. */
async function* readBody(exchange: Exchange, outgoing: ServerResponse): AsyncGenerator<Buffer> {
  if (exchange.bodyWithheld) outgoing.writeContinue();
  exchange.bodyWithheld = false;
  const chunks: AsyncIterable<Buffer> = exchange.incoming.iterator({ destroyOnReturn: false });
  for await (const chunk of chunks) {
    exchange.bytesIn += chunk.length;
    yield chunk;
  }
}
