/**
 * Keeps the variants that a signed-in person has been shown, under their address without its signature: they are here
 * when the same picture is shown by another signed URL. Nothing else is touched: originals, downloads, films, uploads and
 * the app's own answers go to the network as ever.
 *
 * The page makes the cache of whoever is signed in, and throws it away (components/shell/kept-pictures.ts). Where there
 * is none, nothing is kept.
 */
const CACHES = "signet-pictures-";
const VARIANT = /\/images\/[\da-f-]{36}\/[\da-f-]{36}\/(?:w\d+|animated)\.(?:webp|avif)$/;
const SIGNATURES = ["X-Amz-Signature", "Signature"];
const MOST_BYTES = 256 * 1024 ** 2;
const PATIENCE_MS = 5_000;
const PAUSE_MS = 200;
/** How long a store that does not let us read what it gives is not asked for that again. */
const REFUSAL_MS = 60_000;

/** By origin: when it last refused to let a page read a picture (its CORS rules lack GET). */
const refusals = new Map();

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const address = addressOf(event.request);
  if (address !== null) event.respondWith(show(event, address));
});

/** Where a variant lies, without what changes from one signed URL to the next; null for whatever is not kept. */
function addressOf({ method, destination, url }) {
  if (method !== "GET" || destination !== "image") return null;
  const { origin, pathname, searchParams } = new URL(url);
  const isVariant = VARIANT.test(pathname) && SIGNATURES.some((name) => searchParams.has(name));
  return isVariant && !isRefusing(origin) ? origin + pathname : null;
}

function isRefusing(origin) {
  return Date.now() - (refusals.get(origin) ?? -Infinity) < REFUSAL_MS;
}

async function show(event, address) {
  const cache = await openCache();
  const kept = await cache?.match(address, { ignoreVary: true });
  if (kept !== undefined) return kept;
  const { url, signal } = event.request;
  const response = (await read(event.request, "default")) ?? (await read(event.request, "reload"));
  if (response === null) {
    if (!signal.aborted) refusals.set(new URL(url).origin, Date.now());
    return fetch(event.request);
  }
  if (response.ok) event.waitUntil(keep(event.clientId, address, response.clone()).catch(() => undefined));
  return response;
}

/**
 * An `<img>` asks in a way that leaves the answer unreadable and its size unknown, so it is asked for anew. Null when it
 * may not be read: also by what the browser's own cache kept of an `<img>`, which `reload` passes by.
 */
function read({ url, signal, referrerPolicy }, cache) {
  return fetch(url, { mode: "cors", credentials: "omit", cache, signal, referrerPolicy }).catch(() => null);
}

/** The cache of whoever is signed in; null when nobody is, or the browser has none. */
async function openCache() {
  const names = await caches.keys().catch(() => []);
  const [name, ...others] = names.filter((each) => each.startsWith(CACHES));
  return name === undefined || others.length > 0 ? null : caches.open(name);
}

/** A page's first pictures may be here before it has said who is signed in: they wait, and go with their page. */
async function keep(clientId, address, response) {
  let cache = await openCache();
  for (let waited = 0; cache === null && waited < PATIENCE_MS; waited += PAUSE_MS) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    cache = await openCache();
  }
  if (cache === null || (await self.clients.get(clientId)) === undefined) return;
  await cache.put(address, response);
  await makeRoom(cache);
}

async function makeRoom(cache) {
  const [requests, responses] = [await cache.keys(), await cache.matchAll()];
  let bytes = responses.reduce((sum, each) => sum + sizeOf(each), 0);
  // In the order in which they came.
  for (const [index, request] of requests.entries()) {
    if (bytes <= MOST_BYTES) return;
    bytes -= sizeOf(responses[index]);
    await cache.delete(request);
  }
}

function sizeOf(response) {
  return Number(response?.headers.get("content-length") ?? 0);
}
