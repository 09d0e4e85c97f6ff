/** A TCP proxy on loopback in front of a service, which misbehaves as networks and dying services do. */
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from "node:net";

export type Fault =
  | { readonly kind: "pass" }
  /** Nobody listens, and open connections end. */
  | { readonly kind: "refuse" }
  /** Connections are taken, and nothing moves on them nor on those that are open, until the fault is over. */
  | { readonly kind: "hang" }
  /** Connections are taken and reset, as are those that are open. */
  | { readonly kind: "reset" }
  /** Every answer comes this much later. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** A request that holds this text is passed on, and its connection is cut in place of the answer. */
  | { readonly kind: "lose-answers"; readonly to: string };

type Link = { readonly client: Socket; readonly service: Socket; doomed: boolean };

const LOOPBACK = "127.0.0.1";

export class FaultProxy {
  readonly #target: URL;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #port = 0;
  #fault: Fault = { kind: "pass" };

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((client) => this.#take(client));
  }

  /** A proxy in front of the service at `address`, a URL with a port. */
  static async to(address: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(address));
    await proxy.#listen();
    return proxy;
  }

  /** The service's address, by way of this proxy. */
  get address(): string {
    const url = new URL(this.#target);
    url.host = `${LOOPBACK}:${this.#port}`;
    return url.href.replace(/\/$/, "");
  }

  async set(fault: Fault): Promise<void> {
    const before = this.#fault;
    this.#fault = fault;
    if (fault.kind === "refuse") await this.#stopListening();
    else if (before.kind === "refuse") await this.#listen();
    for (const link of this.#links) {
      if (fault.kind === "refuse" || fault.kind === "reset") cut(link);
      else if (fault.kind === "hang") pause(link);
      else resume(link);
    }
  }

  async stop(): Promise<void> {
    await this.set({ kind: "refuse" });
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ port: this.#port, host: LOOPBACK }, () => {
        const address = this.#server.address();
        if (isAddressInfo(address)) this.#port = address.port;
        resolve();
      });
    });
  }

  #stopListening(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const link of this.#links) cut(link);
    });
  }

  #take(client: Socket): void {
    client.on("error", () => undefined);
    if (this.#fault.kind === "reset") {
      client.resetAndDestroy();
      return;
    }
    const service = createConnection({ host: this.#target.hostname, port: Number(this.#target.port) });
    service.on("error", () => undefined);
    const link: Link = { client, service, doomed: false };
    this.#links.add(link);
    client.on("data", (chunk) => this.#pass(link, chunk));
    service.on("data", (chunk) => this.#passBack(link, chunk));
    client.on("close", () => {
      service.destroy();
      this.#links.delete(link);
    });
    service.on("close", () => this.#later(() => client.destroy()));
    if (this.#fault.kind === "hang") pause(link);
  }

  #pass(link: Link, chunk: Buffer): void {
    if (this.#fault.kind === "lose-answers" && chunk.includes(this.#fault.to)) link.doomed = true;
    link.service.write(chunk);
  }

  #passBack(link: Link, chunk: Buffer): void {
    if (link.doomed) cut(link);
    else this.#later(() => link.client.write(chunk));
  }

  /** In order: timers of one length end in the order in which they began. */
  #later(work: () => void): void {
    if (this.#fault.kind === "slow") setTimeout(work, this.#fault.delayMs);
    else work();
  }
}

function cut({ client, service }: Link): void {
  client.resetAndDestroy();
  service.destroy();
}

function pause({ client, service }: Link): void {
  client.pause();
  service.pause();
}

function resume({ client, service }: Link): void {
  client.resume();
  service.resume();
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}
