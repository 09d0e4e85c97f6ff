/** A caller of the HTTP API as a browser page or a program would be: keeps cookies, sends JSON, reads JSON. */
import { z } from "zod";
import { readEnvironment } from "./environment";

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

export type CallOptions = {
  method?: string;
  json?: unknown;
  headers?: Record<string, string>;
  raw?: BodyInit;
};

const jsonObject = z.record(z.string(), z.unknown());

export class ApiClient {
  private readonly cookies = new Map<string, string>();

  /** With an API key it is a program; without one it is a browser, and anonymous until it has signed in. */
  constructor(
    readonly origin: string = readEnvironment().SIGNET_URL,
    private readonly apiKey?: string,
  ) {}

  /** Whether it shows an API key in place of a session. */
  get isProgram(): boolean {
    return this.apiKey !== undefined;
  }

  async call(path: string, options: CallOptions = {}): Promise<Answer> {
    const response = await this.fetch(path, options);
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    const body = isJson && text !== "" ? jsonObject.parse(JSON.parse(text)) : { text };
    return { status: response.status, headers: response.headers, body };
  }

  async fetch(path: string, { method, json, headers = {}, raw }: CallOptions = {}): Promise<Response> {
    const body = json === undefined ? raw : JSON.stringify(json);
    const response = await fetch(`${this.origin}${path}`, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      redirect: "manual",
      headers: {
        ...(json === undefined ? {} : { "content-type": "application/json" }),
        ...(this.apiKey === undefined
          ? { origin: this.origin, "sec-fetch-site": "same-origin" }
          : { authorization: `Bearer ${this.apiKey}` }),
        ...(this.cookies.size === 0 ? {} : { cookie: this.cookieHeader() }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) this.cookies.set(name, value);
    }
    return response;
  }

  /** Signs in with a password, as the sign-in page does; false when it is refused. */
  async signIn(email: string, password: string): Promise<boolean> {
    const { body } = await this.call("/api/auth/csrf");
    const form = new URLSearchParams({ csrfToken: String(body["csrfToken"]), email, password, json: "true" });
    const answer = await this.call("/api/auth/callback/credentials", { method: "POST", raw: form });
    return answer.status === 200;
  }

  /** The same caller at another process of the app. */
  at(origin: string): ApiClient {
    const other = new ApiClient(origin, this.apiKey);
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  /** The cookies as a browser would send them. */
  cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** The cookies as a browser's automation takes them. */
  cookieList(): { name: string; value: string }[] {
    return [...this.cookies].map(([name, value]) => ({ name, value }));
  }

  /** A browser with this one's cookies, the session's being changed by `change`. */
  withSession(change: (value: string) => string): ApiClient {
    const other = new ApiClient(this.origin);
    for (const [name, value] of this.cookies)
      other.cookies.set(name, name.includes("session-token") ? change(value) : value);
    return other;
  }
}
