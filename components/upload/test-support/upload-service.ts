import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type PresignUploadRequest,
  presignUploadsRequest,
  type RegisterImageRequest,
  registrationsRequest,
} from "@/lib/contracts/upload";
import { type ErrorCode, ERRORS } from "@/lib/errors";
import { paths } from "@/lib/paths";
import { PartsBook } from "./parts-book";

/** What one server says instead of going on: an HTTP status with headers and body, or the line going dead. */
export type Trouble =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | "reset"
  | "silence";

export type StoredObject = { readonly bytes: Buffer; readonly headers: IncomingMessage["headers"] };

/**
 * A small API and image store on loopback, speaking the contracts over real HTTP, which a test can make misbehave.
 * Not the product's own server: it keeps what it is given, and checks nothing that the contracts do not say.
 */
export class UploadService {
  readonly objects = new Map<string, StoredObject>();
  /** Of uploads in parts. */
  readonly parts = new PartsBook();
  readonly images = new Map<string, RegisterImageRequest>();
  /** Every request in its order: `POST /images/registrations`, `PUT uploads/3`. */
  readonly log: string[] = [];
  readonly presignBatches: PresignUploadRequest[][] = [];
  readonly registerBatches: RegisterImageRequest[][] = [];
  mostPutsAtOnce = 0;
  allowsOrigin = true;
  lifeMs = 600_000;
  now: () => number = () => Date.now();

  apiTrouble: (path: string, count: number) => Trouble | null = () => null;
  presignProblem: (file: PresignUploadRequest) => Problem | null = () => null;
  registerProblem: (image: RegisterImageRequest, count: number) => Problem | null = () => null;
  putTrouble: (filename: string, count: number) => Trouble | null = () => null;
  putDelayMs = 0;
  /** Holds a registration until it resolves. */
  registerGate: (images: readonly RegisterImageRequest[]) => Promise<void> = () => Promise.resolve();

  readonly #api = createServer((request, response) => void this.#answerApi(request, response));
  readonly #store = createServer((request, response) => void this.#answerStore(request, response));
  readonly #uploads = new Map<string, { readonly filename: string; readonly expiresAtMs: number }>();
  readonly #counts = new Map<string, number>();
  #putsNow = 0;
  #storeOrigin = "";

  async open(): Promise<void> {
    await Promise.all([listen(this.#api), listen(this.#store)]);
    this.#storeOrigin = originOf(this.#store);
  }

  async close(): Promise<void> {
    await Promise.all([shut(this.#api), shut(this.#store)]);
  }

  closeStore(): Promise<void> {
    return shut(this.#store);
  }

  get origin(): string {
    return originOf(this.#api);
  }

  requests(prefix: string): number {
    return this.log.filter((line) => line.startsWith(prefix)).length;
  }

  async #answerApi(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const method = request.method ?? "";
    this.log.push(`${method} ${path}`);
    const sent = (await readAll(request)).toString("utf8");
    const body: unknown = sent === "" ? null : JSON.parse(sent);
    const trouble = this.apiTrouble(path, this.#count(path));
    if (trouble !== null) return makeTrouble(response, trouble);
    if (path === paths.api.presignUploads()) return answerJson(response, this.#presign(body));
    if (path === paths.api.registrations()) return answerJson(response, await this.#register(body));
    const uploadId = /^\/images\/uploads\/([^/]+)/.exec(path)?.[1] ?? "";
    if (method === "DELETE") return void (this.parts.abandon(uploadId), response.writeHead(204).end());
    const answer =
      method === "GET"
        ? this.parts.list(uploadId)
        : this.parts.sign(uploadId, body, this.#storeOrigin, this.now());
    if (answer !== null) return answerJson(response, answer);
    makeTrouble(response, problemAnswer("upload_not_found"));
  }

  #presign(body: unknown): unknown {
    const { files } = presignUploadsRequest.parse(body);
    this.presignBatches.push(files);
    return { uploads: files.map((file) => this.presignProblem(file) ?? this.#issue(file)) };
  }

  #issue(file: PresignUploadRequest): unknown {
    if (file.multipart === true) return this.parts.begin(file, this.now());
    const key = `uploads/${this.#uploads.size + 1}`;
    const expiresAtMs = this.now() + this.lifeMs;
    this.#uploads.set(key, { filename: file.filename, expiresAtMs });
    return {
      url: `${this.#storeOrigin}/${key}`,
      key,
      uploadId: crypto.randomUUID(),
      method: "PUT",
      headers: { "content-type": file.filetype, "if-none-match": "*" },
      expiresAt: new Date(expiresAtMs).toISOString(),
    };
  }

  async #register(body: unknown): Promise<unknown> {
    const { images } = registrationsRequest.parse(body);
    this.registerBatches.push(images);
    await this.registerGate(images);
    return { images: images.map((image) => this.#registerOne(image)) };
  }

  #registerOne(image: RegisterImageRequest): unknown {
    const refused = this.registerProblem(image, this.#count(`register ${image.filename}`));
    if (refused !== null) return refused;
    const whole = image.parts === undefined ? null : this.parts.assemble(image.key, image.parts);
    if (whole !== null) this.objects.set(image.key, { bytes: whole, headers: {} });
    if (!this.objects.has(image.key)) return problem("object_missing");
    this.images.set(image.key, image);
    return { image: { id: `image-of-${image.key}`, filename: image.filename } };
  }

  async #answerStore(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "", this.#storeOrigin);
    const key = pathname.slice(1);
    if (this.allowsOrigin) response.setHeader("access-control-allow-origin", request.headers.origin ?? "*");
    this.log.push(`${request.method ?? ""} ${key}`);
    if (request.method !== "PUT")
      return void response.writeHead(request.method === "OPTIONS" ? 200 : 403).end();
    this.#putsNow += 1;
    this.mostPutsAtOnce = Math.max(this.mostPutsAtOnce, this.#putsNow);
    response.once("close", () => (this.#putsNow -= 1));
    if (searchParams.has("part")) await this.#putPart(key, searchParams, request, response);
    else await this.#put(key, request, response);
  }

  async #putPart(
    key: string,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const name = `${this.parts.find(key)?.file.filename ?? ""} part ${query.get("part") ?? ""}`;
    const trouble = this.putTrouble(name, this.#count(`put ${name}`));
    if (trouble !== null) return makeTrouble(response, trouble);
    const bytes = await readAll(request);
    await new Promise((resolve) => setTimeout(resolve, this.putDelayMs));
    const status = this.parts.put(
      key,
      query,
      String(request.headers["content-md5"] ?? ""),
      bytes,
      this.now(),
    );
    response.writeHead(status).end(status === 403 ? EXPIRED : "");
  }

  async #put(key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const upload = this.#uploads.get(key);
    const trouble = this.putTrouble(upload?.filename ?? "", this.#count(`put ${upload?.filename ?? ""}`));
    if (trouble !== null) return makeTrouble(response, trouble);
    const bytes = await readAll(request);
    await new Promise((resolve) => setTimeout(resolve, this.putDelayMs));
    if (upload === undefined || this.now() > upload.expiresAtMs)
      return void response.writeHead(403).end(EXPIRED);
    if (this.objects.has(key)) return void response.writeHead(412).end();
    this.objects.set(key, { bytes, headers: request.headers });
    response.writeHead(200).end();
  }

  /** How often this was asked for before. */
  #count(what: string): number {
    const before = this.#counts.get(what) ?? 0;
    this.#counts.set(what, before + 1);
    return before;
  }
}

const EXPIRED = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>";

export type Problem = ReturnType<typeof problem>;

/** A problem document of the API. */
export function problem(code: ErrorCode, more: Record<string, unknown> = {}) {
  const { status, title } = ERRORS[code];
  return { type: `/problems/${code}`, title, status, code, ...more };
}

/** The same, as the answer to a whole request. */
export function problemAnswer(code: ErrorCode, headers: Record<string, string> = {}): Trouble {
  return { status: ERRORS[code].status, headers, body: JSON.stringify(problem(code)) };
}

function makeTrouble(response: ServerResponse, trouble: Trouble): void {
  if (trouble === "silence") return;
  if (trouble === "reset") return void response.socket?.destroy();
  response.writeHead(trouble.status, trouble.headers).end(trouble.body);
}

function answerJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) if (Buffer.isBuffer(part)) parts.push(part);
  return Buffer.concat(parts);
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
}

function shut(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function originOf(server: Server): string {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen");
  return `http://127.0.0.1:${address.port}`;
}
