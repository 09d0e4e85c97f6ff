/**
 * A line to the store, as a TCP proxy on loopback: every connection has a delay, and sends no faster than a cap. What
 * waits on it is bounded, so that whoever sends is held back as by a network.
 */
import { once } from "node:events";
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from "node:net";

export type LineOptions = {
  /** Of one connection, towards the store. */
  readonly bytesPerSecond: number;
  /** Each way. */
  readonly delayMs: number;
};

const TICK_MS = 5;
/** A connection may catch up so much after a pause of the process. */
const BURST_MS = 50;

export class Line {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #sentBytes = 0;

  private constructor(target: URL, options: LineOptions) {
    this.#server = createServer((client) => this.#connect(client, target, options));
  }

  static async open(target: string, options: LineOptions): Promise<Line> {
    const line = new Line(new URL(target), options);
    line.#server.listen(0, "127.0.0.1");
    await once(line.#server, "listening");
    return line;
  }

  /** `host:port` of this end. */
  get address(): string {
    const address: AddressInfo | string | null = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("The line is not open.");
    return `127.0.0.1:${address.port}`;
  }

  /** What has come through to the store so far, on all connections. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** Ends every connection, with what is on it. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }

  #connect(client: Socket, target: URL, { bytesPerSecond, delayMs }: LineOptions): void {
    const store = createConnection({ host: target.hostname, port: Number(target.port), noDelay: true });
    const waiting = new Queue(delayMs, bytesPerSecond);
    const timer = setInterval(() => {
      for (const chunk of waiting.due()) {
        this.#sentBytes += chunk.length;
        store.write(chunk);
      }
      if (!waiting.isFull) client.resume();
    }, TICK_MS);
    client.setNoDelay(true);
    client.on("data", (chunk) => {
      waiting.add(chunk);
      if (waiting.isFull) client.pause();
    });
    store.on("data", (chunk) => setTimeout(() => client.write(chunk), delayMs));
    const end = () => {
      clearInterval(timer);
      for (const socket of [client, store]) {
        socket.destroy();
        this.#sockets.delete(socket);
      }
    };
    for (const socket of [client, store]) {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", end);
    }
  }
}

/** What is on its way: let go of when its delay is over and the cap allows. */
class Queue {
  readonly #delayMs: number;
  readonly #bytesPerMs: number;
  readonly #limitBytes: number;
  readonly #chunks: { bytes: Buffer; at: number }[] = [];
  #waitingBytes = 0;
  #allowance = 0;
  #lookedAt = performance.now();

  constructor(delayMs: number, bytesPerSecond: number) {
    this.#delayMs = delayMs;
    this.#bytesPerMs = bytesPerSecond / 1_000;
    this.#limitBytes = this.#bytesPerMs * (delayMs + BURST_MS);
  }

  get isFull(): boolean {
    return this.#waitingBytes > this.#limitBytes;
  }

  add(bytes: Buffer): void {
    this.#chunks.push({ bytes, at: performance.now() + this.#delayMs });
    this.#waitingBytes += bytes.length;
  }

  *due(): Generator<Buffer> {
    const now = performance.now();
    const elapsedMs = Math.min(now - this.#lookedAt, BURST_MS);
    this.#lookedAt = now;
    this.#allowance = Math.min(this.#allowance + elapsedMs * this.#bytesPerMs, BURST_MS * this.#bytesPerMs);
    for (let [first] = this.#chunks; first !== undefined && first.at <= now; [first] = this.#chunks) {
      const length = Math.min(first.bytes.length, Math.floor(this.#allowance));
      if (length === 0) return;
      this.#allowance -= length;
      this.#waitingBytes -= length;
      yield first.bytes.subarray(0, length);
      if (length === first.bytes.length) this.#chunks.shift();
      else first.bytes = first.bytes.subarray(length);
    }
  }
}
