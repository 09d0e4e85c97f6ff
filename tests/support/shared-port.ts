/**
 * Several processes of the app behind one port, as a load balancer without a memory would have them: each request goes to
 * the next of them, whoever it comes from. Only the tests' own.
 */
import { once } from "node:events";
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { type SecondApp, startSecondApp } from "./second-app";

export type SharedApps = {
  readonly origin: string;
  /** How many requests each of the processes has been given so far. */
  answered(): readonly number[];
  stop(): Promise<void>;
};

/** Starts so many processes with the environment of the tests, but for `changes`; to all of them the port is their own. */
export async function startSharedApps(
  changes: Readonly<Record<string, string>>,
  count = 2,
): Promise<SharedApps> {
  const port = await SharedPort.open();
  const apps: SecondApp[] = [];
  const stop = async () => {
    await port.close();
    await Promise.all(apps.map((app) => app.stop()));
  };
  try {
    while (apps.length < count) apps.push(await startSecondApp({ ...changes, NEXTAUTH_URL: port.origin }));
  } catch (error) {
    await stop();
    throw error;
  }
  port.lead(apps.map(({ origin }) => origin));
  return { origin: port.origin, answered: () => port.passed, stop };
}

type Way = { readonly port: string; passed: number };

class SharedPort {
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  #ways: readonly Way[] = [];
  #turn = 0;

  private constructor() {
    this.#server = createServer((incoming, answer) => this.#pass(incoming, answer));
  }

  static async open(): Promise<SharedPort> {
    const port = new SharedPort();
    port.#server.listen(0, "127.0.0.1");
    await once(port.#server, "listening");
    return port;
  }

  get origin(): string {
    const address: AddressInfo | string | null = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("The port is not open.");
    return `http://localhost:${address.port}`;
  }

  get passed(): readonly number[] {
    return this.#ways.map(({ passed }) => passed);
  }

  lead(origins: readonly string[]): void {
    this.#ways = origins.map((origin) => ({ port: new URL(origin).port, passed: 0 }));
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** As it is, with the host that the browser named. */
  #pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const way = this.#ways[this.#turn++ % this.#ways.length];
    if (way === undefined) {
      answer.writeHead(503).end();
      return;
    }
    way.passed += 1;
    const { method, url, headers } = incoming;
    const outgoing = request(
      { host: "127.0.0.1", port: way.port, method, path: url, headers, agent: this.#agent },
      (back) => {
        answer.writeHead(back.statusCode ?? 502, back.rawHeaders);
        back.pipe(answer);
      },
    );
    outgoing.on("error", () => answer.destroy());
    answer.on("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  }
}
