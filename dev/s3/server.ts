// The server: HTTP on the loopback interface, one store, one key. What happens to a request is told in `answer`; the
// rest of the file is life and death of the process around it.
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { errorAnswer, type S3Answer } from "./answer";
import { verifyRequest, type Credentials } from "./auth/verify-request";
import { ConnectionLost, strictBehaviour, type Behaviour } from "./behaviour";
import { S3Error } from "./errors";
import { answerPreflight } from "./operations/bucket/bucket-cors";
import { checkFraming, readRequest, type S3Request } from "./request";
import { findRoute, performRoute } from "./router";
import { corsHeaders } from "./rules/cors-rules";
import { sendAnswer } from "./send-answer";
import { Store } from "./store/store";

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

export interface S3ServerOptions {
  /** Made when it is not there. One server at a time. */
  readonly dataDir: string;
  readonly host?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly credentials: Credentials;
  readonly region: string;
  readonly now?: () => Date;
  readonly onRequest?: (entry: S3RequestLog) => void;
  readonly behaviour?: Behaviour;
}

export interface S3Server {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Lets what is under way finish for a second, then cuts it off. */
  close(): Promise<void>;
  /** Does what the lifecycle rules say is due at `now`. It also runs by itself, at start and every hour. */
  runLifecycle(now: Date): { expiredObjects: number; abortedUploads: number };
}

const lifecycleIntervalMs = 60 * 60 * 1000;
const closeGraceMs = 800;
const idleSocketMs = 120_000;

/** Resolves when requests are answered. @throws when the port is taken or the folder is not ours */
export async function startS3Server(options: S3ServerOptions): Promise<S3Server> {
  const { host = "127.0.0.1", port = 0, now = () => new Date() } = options;
  const store = await Store.open(options.dataDir);
  const service = new S3Service(store, { ...options, now });
  const http = createServer({ requestTimeout: 0, keepAliveTimeout: 65_000 });
  http.setTimeout(idleSocketMs);
  http.on("request", (incoming, outgoing) => void service.serve(incoming, outgoing, false));
  http.on("checkContinue", (incoming, outgoing) => void service.serve(incoming, outgoing, true));
  await new Promise<void>((resolve, reject) => http.once("error", reject).listen(port, host, resolve));

  store.runLifecycle(now());
  const timer = setInterval(() => store.runLifecycle(now()), lifecycleIntervalMs);
  const address = http.address();
  const boundPort = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${boundPort}`,
    port: boundPort,
    runLifecycle: (at) => store.runLifecycle(at),
    async close() {
      clearInterval(timer);
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeIdleConnections();
      const cut = setTimeout(() => http.closeAllConnections(), closeGraceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

type ServiceOptions = S3ServerOptions & { readonly now: () => Date };

/** What is known of a request while it is being answered. */
interface Exchange {
  readonly incoming: IncomingMessage;
  readonly requestId: string;
  /** Aborted when the answer was sent, or the client has gone. */
  readonly gone: AbortController;
  request: S3Request | null;
  operation: string | null;
  bytesIn: number;
  bodyWithheld: boolean;
}

class S3Service {
  readonly #store: Store;
  readonly #options: ServiceOptions;

  constructor(store: Store, options: ServiceOptions) {
    this.#store = store;
    this.#options = options;
  }

  async serve(incoming: IncomingMessage, outgoing: ServerResponse, bodyWithheld: boolean): Promise<void> {
    const requestId = randomBytes(8).toString("hex").toUpperCase();
    const gone = new AbortController();
    outgoing.once("close", () => gone.abort());
    const exchange: Exchange = {
      incoming,
      requestId,
      gone,
      request: null,
      operation: null,
      bytesIn: 0,
      bodyWithheld,
    };
    incoming.on("error", () => undefined);
    outgoing.on("error", () => undefined);
    let status = 0;
    let code: string | null = null;
    let bytesOut = 0;
    try {
      const answer = await this.#answer(exchange, outgoing);
      const headers = { ...answer.headers, ...this.#corsHeaders(exchange.request) };
      const stamped = {
        ...answer,
        headers: { ...headers, Server: "SignetS3", "x-amz-request-id": requestId },
      };
      ({ status, code } = answer);
      bytesOut = await sendAnswer({ incoming, outgoing, bodyWithheld: exchange.bodyWithheld }, stamped);
    } catch (error) {
      code = error instanceof ConnectionLost ? "ConnectionLost" : "ConnectionBroken";
      status = outgoing.headersSent ? status : 0;
      incoming.destroy();
    }
    const { request, operation, bytesIn } = exchange;
    this.#options.onRequest?.({
      method: incoming.method ?? "",
      bucket: request?.bucket ?? null,
      key: request?.key ?? null,
      operation,
      status,
      code,
      bytesIn,
      bytesOut,
      origin: request?.headers.get("origin") ?? null,
    });
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
    const { now, region, behaviour = strictBehaviour } = this.#options;
    const verified = verifyRequest(request, this.#options);
    const route = findRoute(verified);
    exchange.operation = route.operation;
    return behaviour(
      { operation: route.operation, request: verified, signal: exchange.gone.signal },
      async (passed) => performRoute(route, { request: passed, store: this.#store, region, now }),
    );
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
