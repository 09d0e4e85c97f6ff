// HTTP as a stranger would send it: no SDK between the test and the wire.
import { request } from "node:http";

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The code of S3's error document, or an empty string. */
  readonly code: string;
}

interface RawOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** Send the body in chunks of unknown total length. */
  readonly chunked?: boolean;
  /** Where to connect when the URL's host cannot be looked up. */
  readonly connectTo?: string;
}

export function sendRaw(method: string, url: string, options: RawOptions = {}): Promise<RawAnswer> {
  const { host, hostname, port, pathname, search } = new URL(url);
  const body = Buffer.from(options.body ?? "");
  const framing =
    options.chunked === true ? { "transfer-encoding": "chunked" } : lengthOf(options.body, body);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: options.connectTo ?? hostname,
        port,
        method,
        path: pathname + search,
        headers: { host, ...framing, ...options.headers },
        agent: false,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const whole = Buffer.concat(chunks);
          resolve({
            status: incoming.statusCode ?? 0,
            headers: plainHeaders(incoming.headers),
            body: whole,
            code: /<Code>([^<]+)</.exec(whole.subarray(0, 4096).toString())?.[1] ?? "",
          });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Sends the head of a PUT and half of its body, then goes away. */
export function sendTorn(url: string, body: Buffer): Promise<void> {
  const { host, hostname, port, pathname, search } = new URL(url);
  return new Promise((resolve) => {
    const headers = { host, "content-length": String(body.length) };
    const outgoing = request({
      host: hostname,
      port,
      method: "PUT",
      path: pathname + search,
      headers,
      agent: false,
    });
    outgoing.on("error", () => undefined);
    outgoing.on("close", () => resolve());
    outgoing.write(body.subarray(0, body.length >> 1), () => setTimeout(() => outgoing.destroy(), 100));
  });
}

function lengthOf(given: Buffer | string | undefined, body: Buffer): Record<string, string> {
  return given === undefined ? {} : { "content-length": String(body.length) };
}

function plainHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.join(", ") : (value ?? ""),
  ]);
  return Object.fromEntries(entries);
}
