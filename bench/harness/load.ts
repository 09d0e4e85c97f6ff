/** A bounded load on one server: so many requests in all, so many at a time, over connections that stay open. */
import { Agent, request } from "node:http";

export type LoadRequest = {
  readonly path: string;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
};

export type LoadAnswer = { readonly status: number; readonly body: string };

export class Load {
  readonly #origin: URL;
  readonly #inFlight: number;
  readonly #agent: Agent;

  constructor(origin: string, inFlight: number) {
    this.#origin = new URL(origin);
    this.#inFlight = inFlight;
    this.#agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  }

  /** The milliseconds that each request took of the time that all of them took together. @throws when one is refused */
  async timePerRequest(requests: readonly LoadRequest[]): Promise<number> {
    const begunAt = performance.now();
    await this.#sendAll(requests);
    return (performance.now() - begunAt) / requests.length;
  }

  async send({ path, method = "GET", headers = {}, json }: LoadRequest): Promise<LoadAnswer> {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const content = body === undefined ? {} : { "content-type": "application/json" };
    return await new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, this.#origin),
        { agent: this.#agent, method, headers: { ...headers, ...content } },
        (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => (text += chunk));
          response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
          response.on("error", reject);
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  async #sendAll(requests: readonly LoadRequest[]): Promise<void> {
    const left = requests.values();
    const lane = async () => {
      for (const one of left) {
        const { status, body } = await this.send(one);
        if (status >= 400) throw new Error(`${one.path} was answered ${status}: ${body.slice(0, 200)}`);
      }
    };
    await Promise.all(Array.from({ length: this.#inFlight }, lane));
  }
}
