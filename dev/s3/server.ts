// The server's life: it opens the data folder, listens on the loopback interface, and stops. What becomes of a request is
// in service.
import { createServer } from "node:http";
import type { Credentials } from "./auth/verify-request";
import type { StoreProfile } from "./profiles";
import { S3Service, type S3RequestLog } from "./service";
import { Store } from "./store/store";

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
  /** Strict when left out. */
  readonly profile?: StoreProfile;
}

export interface S3Server {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Lets what is under way finish for a second, then cuts it off. */
  close(): Promise<void>;
  /** From the next request on. */
  behaveAs(profile: StoreProfile): void;
  /** Does what the lifecycle rules say is due at `now`. It also runs by itself, at start and every hour. */
  runLifecycle(now: Date): { expiredObjects: number; abortedUploads: number };
}

const lifecycleIntervalMs = 60 * 60 * 1000;
const closeGraceMs = 500;
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
  try {
    await new Promise<void>((resolve, reject) => http.once("error", reject).listen(port, host, resolve));
  } catch (error) {
    await store.close();
    throw error;
  }
  store.runLifecycle(now());
  const timer = setInterval(() => store.runLifecycle(now()), lifecycleIntervalMs);
  const address = http.address();
  const boundPort = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${boundPort}`,
    port: boundPort,
    runLifecycle: (at) => store.runLifecycle(at),
    behaveAs: (profile) => service.behaveAs(profile),
    async close() {
      clearInterval(timer);
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeIdleConnections();
      const cut = setTimeout(() => http.closeAllConnections(), closeGraceMs);
      await closed;
      clearTimeout(cut);
      await store.close();
    },
  };
}
