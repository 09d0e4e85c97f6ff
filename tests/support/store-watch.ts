/** What a browser's page asks the store for, by itself or by its service worker. */
import type { BrowserContext, Page } from "@playwright/test";
import { readEnvironment } from "./environment";

export type StoreWatch = {
  /** The URLs that the page's worker has asked for. */
  readonly askedByWorker: readonly string[];
  /** The bytes that came from the store, headers included, for the page or for its worker, past every cache. */
  bytes(): number;
};

/** From here on: what reaches the network. */
export async function watchStore(context: BrowserContext, page: Page): Promise<StoreWatch> {
  const { S3_ENDPOINT } = readEnvironment();
  const askedByWorker: string[] = [];
  let bytes = 0;
  context.on("request", (request) => {
    if (request.serviceWorker() !== null && request.url().startsWith(S3_ENDPOINT))
      askedByWorker.push(request.url());
  });
  context.on("requestfinished", (request) => {
    if (request.serviceWorker() === null || !request.url().startsWith(S3_ENDPOINT)) return;
    void request.sizes().then(({ responseBodySize, responseHeadersSize }) => {
      bytes += responseBodySize + responseHeadersSize;
    });
  });
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  const pictures = new Set<string>();
  network.on("Network.responseReceived", ({ requestId, response }) => {
    if (response.url.startsWith(S3_ENDPOINT) && response.fromServiceWorker !== true) pictures.add(requestId);
  });
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (pictures.has(requestId)) bytes += encodedDataLength;
  });
  return { askedByWorker, bytes: () => bytes };
}
