/**
 * Keeps the variants that a signed-in person has been shown, under their address without its signature: they are here
 * when the same picture is shown by another signed URL. Nothing else is touched: originals, downloads, films, uploads and
 * the app's own answers go to the network as ever.
 *
 * The page makes the cache of whoever is signed in, says which one is its person's, and throws it away
 * (components/shell/kept-pictures.ts). Where there is none, nothing is kept.
 */
const CACHES = "signet-pictures-";
const VARIANT = /\/images\/[\da-f-]{36}\/[\da-f-]{36}\/(?:w\d+|animated)\.(?:webp|avif)$/;
/** Those that know who is signed in. */
const PAGES = "/admin";
const SIGNATURES = ["X-Amz-Signature", "Signature"];
const MOST_BYTES = 256 * 1024 ** 2;
/** What is left when there was more. */
const LEFT_BYTES = MOST_BYTES * 0.9;
/** A page's first pictures are here before its script is. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 200;
/** How long a store that does not let us read what it gives is not asked for that again. */
const REFUSAL_MS = 60_000;

/** By origin: when it last refused to let a page read a picture (its CORS rules lack GET). */
const refusals = new Map();
/** By name of a cache: how many bytes are in it, when that has been counted. */
const sizes = new Map();

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
  if (isPicture(response))
    event.waitUntil(keep(event.clientId, address, response.clone()).catch(() => undefined));
  return response;
}

function isPicture({ status, headers }) {
  return status === 200 && (headers.get("content-type") ?? "").startsWith("image/");
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
  const isThere = name !== undefined && others.length === 0 && (await caches.has(name));
  return isThere ? caches.open(name) : null;
}

/** Among what is kept for the person of the page that asked for it: somebody else may have signed in meanwhile. */
async function keep(clientId, address, response) {
  const name = await nameOfCache(clientId);
  if (name === null || !(await caches.has(name))) return;
  const cache = await caches.open(name);
  const bytes = await response.blob();
  // The length that it has, which not every store says.
  const headers = { "content-type": bytes.type, "content-length": String(bytes.size) };
  await cache.put(address, new Response(bytes, { headers }));
  sizes.set(name, sizes.has(name) ? sizes.get(name) + bytes.size : await sizeOf(cache));
  if (sizes.get(name) > MOST_BYTES) sizes.set(name, await makeRoom(cache));
}

/** Which cache the page says is its person's; null when it has gone, or belongs to nobody who is signed in. */
async function nameOfCache(clientId) {
  for (let waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
    const page = await self.clients.get(clientId);
    if (page === undefined || !new URL(page.url).pathname.startsWith(PAGES)) return null;
    const answer = await Promise.race([ask(page), pause()]);
    if (answer !== undefined) return answer;
  }
  return null;
}

function ask(page) {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  page.postMessage("which cache", [port2]);
  return answer;
}

function pause() {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

async function sizeOf(cache) {
  return (await cache.matchAll()).reduce((sum, response) => sum + lengthOf(response), 0);
}

/** Lets go of what came first; gives the size of what is left. */
async function makeRoom(cache) {
  let bytes = await sizeOf(cache);
  for (const request of await cache.keys()) {
    if (bytes <= LEFT_BYTES) break;
    const response = await cache.match(request);
    if (response !== undefined && (await cache.delete(request))) bytes -= lengthOf(response);
  }
  return bytes;
}

function lengthOf(response) {
  return Number(response.headers.get("content-length"));
}
