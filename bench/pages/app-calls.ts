/** What a page asks the app for that the app has to make: documents, data and actions, but no files of the build. */
import type { Page, Request } from "@playwright/test";

/** What never changes between two releases, and what browsers ask for by themselves. */
const FILES = /^\/(?:_next\/static\/|sw\.js$|icon|favicon|manifest)/;

export class AppCalls {
  readonly requests: Request[] = [];

  /** From here on. */
  constructor(page: Page, origin: string) {
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.origin === origin && !FILES.test(url.pathname)) this.requests.push(request);
    });
  }

  /** Each by its method and path. */
  get told(): string {
    return this.requests
      .map((one) => {
        return `${one.method()} ${new URL(one.url()).pathname}${isAhead(one) ? " ahead" : ""}`;
      })
      .join(", ");
  }
}

/** For a page that nobody has asked for yet: Next fetches some of what links lead to. */
export function isAhead(request: Request): boolean {
  return request.headers()["next-router-prefetch"] !== undefined;
}
