// What a client asked: method, headers, query and address (bucket and key), read from the raw HTTP message.
// Nothing here is believed yet; auth/verify-request decides that.
import { notImplemented, S3Error } from "./errors";

/** Headers by lower-case name. Repeated ones are joined by a comma, so that what is verified is what is used. */
export class RequestHeaders {
  readonly #values: ReadonlyMap<string, string>;

  private constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  /** From Node's `rawHeaders`; its own `headers` silently drops some repeated ones. */
  static fromRaw(raw: readonly string[]): RequestHeaders {
    const values = new Map<string, string>();
    for (let at = 0; at + 1 < raw.length; at += 2) {
      const name = (raw[at] ?? "").toLowerCase();
      const value = (raw[at + 1] ?? "").trim();
      const before = values.get(name);
      values.set(name, before === undefined ? value : `${before},${value}`);
    }
    return new RequestHeaders(values);
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  names(): string[] {
    return [...this.#values.keys()];
  }

  without(...names: string[]): RequestHeaders {
    return new RequestHeaders(new Map([...this.#values].filter(([name]) => !names.includes(name))));
  }
}

export interface S3Request {
  readonly method: string;
  /** The decoded path as sent, which is what was signed. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: RequestHeaders;
  readonly bucket: string | null;
  readonly key: string | null;
  /** The body as it comes off the wire; may be read once. */
  readonly body: AsyncIterable<Buffer>;
}

interface HttpMessage {
  method?: string | undefined;
  url?: string | undefined;
  rawHeaders: readonly string[];
}

/** @throws S3Error InvalidURI, InvalidArgument or KeyTooLongError when the address cannot be understood. */
export function readRequest(message: HttpMessage, body: AsyncIterable<Buffer>): S3Request {
  const headers = RequestHeaders.fromRaw(message.rawHeaders);
  const url = message.url ?? "/";
  const mark = url.indexOf("?");
  const path = decode(mark === -1 ? url : url.slice(0, mark));
  if (!path.startsWith("/")) throw new S3Error("InvalidURI");
  return {
    method: message.method ?? "GET",
    path,
    query: parseQuery(mark === -1 ? "" : url.slice(mark + 1)),
    headers,
    ...readAddress(path, headers.get("host") ?? ""),
    body,
  };
}

/** A later parameter of the same name could mean one thing to a signer and another to a reader: refused. */
function parseQuery(text: string): Map<string, string> {
  const query = new Map<string, string>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const mark = pair.indexOf("=");
    const name = decode((mark === -1 ? pair : pair.slice(0, mark)).replaceAll("+", " "));
    if (query.has(name)) {
      throw new S3Error("InvalidArgument", { message: `The query parameter ${name} was given twice.` });
    }
    query.set(name, mark === -1 ? "" : decode(pair.slice(mark + 1).replaceAll("+", " ")));
  }
  return query;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error("InvalidURI");
  }
}

/** Virtual-hosted style for `<bucket>.localhost`, path style for everything else. */
function readAddress(path: string, host: string): { bucket: string | null; key: string | null } {
  const hosted = /^(?<bucket>.+)\.localhost(?::\d+)?$/i.exec(host)?.groups?.["bucket"];
  const rest = path.slice(1);
  if (hosted !== undefined) return { bucket: hosted, key: checkKey(rest) };
  if (rest === "") return { bucket: null, key: null };
  const slash = rest.indexOf("/");
  if (slash === -1) return { bucket: rest, key: null };
  return { bucket: rest.slice(0, slash), key: checkKey(rest.slice(slash + 1)) };
}

const maxKeyBytes = 1024;

/** Any UTF-8 is a key, but for one that is too long or climbs out of its bucket by `..` segments. */
export function checkKey(key: string): string | null {
  if (key === "") return null;
  if (Buffer.byteLength(key) > maxKeyBytes) {
    throw new S3Error("KeyTooLongError", { details: { MaxSizeAllowed: String(maxKeyBytes) } });
  }
  let depth = 0;
  for (const segment of key.split("/")) {
    depth += segment === ".." ? -1 : 1;
    if (depth < 0) throw new S3Error("InvalidURI");
  }
  return key;
}

/**
 * What can be told before asking who sends it. @throws S3Error MissingContentLength for a body whose length nobody said
 * (aws-chunked ones say it elsewhere), NotImplemented for a browser's form, which carries its signature within
 */
export function checkFraming({ method, headers }: S3Request): void {
  if (method === "POST" && headers.get("content-type")?.startsWith("multipart/form-data") === true) {
    throw notImplemented("uploads by browser form (POST policy); presigned PUT is the way");
  }
  if (headers.get("transfer-encoding") === undefined) return;
  if (headers.get("x-amz-content-sha256")?.startsWith("STREAMING-") !== true)
    throw new S3Error("MissingContentLength");
}
