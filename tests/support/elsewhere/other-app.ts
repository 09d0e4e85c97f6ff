/**
 * Another application that shows pictures by signed URLs: its own server, store and route of renewals, with a clock that
 * a test can move, and as its page the documentation's example.
 */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { rgbaToThumbHash } from "thumbhash";
import { z } from "zod";
import type { RenewedUrls, SignedImageSource } from "@/components/signed-image/contract";
import { sampleFile } from "../sample-images";
import type { OtherProject } from "./other-project";

const WIDTHS = [320, 640] as const;
const SHAPE = { width: 640, height: 480 } as const;
const THUMBHASH = Buffer.from(rgbaToThumbHash(1, 1, [200, 80, 20, 255])).toString("base64");
/** Of one picture's window to the next one's. */
const PHASE_MS = 13_000;
const requestSchema = z.object({ ids: z.array(z.string()), variant: z.string(), srcset: z.literal(true) });

type Answer = {
  readonly status: number;
  readonly type?: string;
  readonly body?: string | Uint8Array;
  /** Where it redirects to. */
  readonly to?: string;
};

export class OtherApp {
  /** What it was asked for, by the ids of pictures. */
  readonly seen = {
    renewals: new Array<readonly string[]>(),
    served: new Array<string>(),
    refused: new Array<string>(),
    stable: new Array<string>(),
  };
  /** There is no such picture any more. */
  readonly deleted = new Set<string>();
  /** The store refuses these whatever the signature. */
  readonly withheld = new Set<string>();
  renewalsAreDown = false;
  /** Within so long a picture's URLs stay the same; each picture's windows begin at another moment. */
  windowMs = 0;
  #clockMs = 0;

  private constructor(
    private readonly project: OtherProject,
    private readonly lifeMs: number,
    private readonly script: string,
    private readonly picture: Uint8Array,
    private readonly server: Server,
  ) {
    server.on("request", (request, response) => {
      void this.#answer(request).then(({ status, type = "text/plain", body = "", to }) => {
        const location = to === undefined ? {} : { location: to };
        response.writeHead(status, { "content-type": type, ...location }).end(body);
      });
    });
  }

  /** `lifeMs` is how long its URLs live. */
  static async start(project: OtherProject, lifeMs: number): Promise<OtherApp> {
    const script = await project.script();
    const picture = await sampleFile("webp", { widthPx: SHAPE.width, heightPx: SHAPE.height });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new OtherApp(project, lifeMs, script, picture, server);
  }

  /** Where its page with these pictures is. */
  pageOf(ids: readonly string[]): string {
    return `${originOf(this.server.address())}/?pictures=${ids.join(",")}`;
  }

  get elsewhere(): string {
    return `${originOf(this.server.address())}/elsewhere`;
  }

  /** Moves its clock, and that of its store. */
  moveClock(milliseconds: number): void {
    this.#clockMs += milliseconds;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  sourceOf(id: string): SignedImageSource {
    const { srcset = "", ...signed } = this.#sign(id);
    return { ...signed, srcset, ...SHAPE, thumbhash: THUMBHASH, alt: `Picture ${id}` };
  }

  #sign(id: string): RenewedUrls {
    const until = this.#signedAt(id) + this.lifeMs;
    const urls = WIDTHS.map((width) => `/store/${id}/${width}?until=${until}`);
    const srcset = urls.map((url, index) => `${url} ${WIDTHS[index] ?? 0}w`).join(", ");
    return { id, url: urls.at(-1) ?? "", srcset, expiresAt: new Date(until).toISOString() };
  }

  #signedAt(id: string): number {
    if (this.windowMs === 0) return this.now();
    const phaseMs = Number(/\d+$/.exec(id)?.[0] ?? 0) * PHASE_MS;
    return this.now() - ((this.now() - phaseMs) % this.windowMs);
  }

  now(): number {
    return Date.now() + this.#clockMs;
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://other.example");
    const [, room, id = ""] = pathname.split("/");
    if (pathname === "/pictures/renewals") return this.#renew(await text(request));
    if (room === "store") return this.#serve(id, Number(searchParams.get("until")));
    if (room === "pictures") return this.#redirect(id);
    if (pathname === "/hydrate.js") return { status: 200, type: "text/javascript", body: this.script };
    if (pathname === "/elsewhere")
      return { status: 200, type: "text/html", body: "<!doctype html><p>Elsewhere" };
    if (pathname === "/") return this.#show((searchParams.get("pictures") ?? "").split(","));
    return { status: 204 };
  }

  #renew(body: string): Answer {
    const { ids } = requestSchema.parse(JSON.parse(body));
    this.seen.renewals.push(ids);
    if (this.renewalsAreDown) return { status: 503 };
    const urls = ids.map((id) => (this.deleted.has(id) ? { id, code: "image_not_found" } : this.#sign(id)));
    return { status: 200, type: "application/json", body: JSON.stringify({ urls }) };
  }

  #serve(id: string, until: number): Answer {
    const isGiven = until > this.now() && !this.deleted.has(id) && !this.withheld.has(id);
    this.seen[isGiven ? "served" : "refused"].push(id);
    return isGiven ? { status: 200, type: "image/webp", body: this.picture } : { status: 403 };
  }

  #redirect(id: string): Answer {
    this.seen.stable.push(id);
    return this.deleted.has(id) ? { status: 404 } : { status: 302, to: this.#sign(id).url };
  }

  async #show(ids: readonly string[]): Promise<Answer> {
    const sources = ids.map((id) => this.sourceOf(id));
    const html = await this.project.render(sources);
    const body = `<!doctype html><html lang="en"><title>Pictures</title><style>img { max-width: 100%; height: auto }</style>
      <div id="root">${html}</div><script id="sources" type="application/json">${JSON.stringify(sources)}</script>
      <script type="module" src="/hydrate.js"></script></html>`;
    return { status: 200, type: "text/html", body };
  }
}

function originOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") throw new Error("The other application has no port.");
  return `http://127.0.0.1:${address.port}`;
}
