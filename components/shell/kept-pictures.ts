/**
 * The pictures that this browser keeps for whoever is signed in (public/sw.js fills them in). One cache a person, and
 * never two: whoever comes next finds none of them. Browser only; where a browser keeps nothing, nothing happens.
 */
const CACHES = "signet-pictures-";
const WORKER = "/sw.js";

/** The cache of the person for whom this page was made; null: of nobody. */
let ownCache: string | null = null;
let isAnswering = false;

/** Lets this browser keep what the person is shown from now on, and throws away what it kept for anybody else. */
export async function keepPicturesFor(personId: string): Promise<void> {
  if (!isAble()) return;
  const name = CACHES + personId;
  await deleteCaches((other) => other !== name);
  await caches.open(name);
  tellWorker(name);
  await installWorker();
}

/** Nobody is signed in: nothing is kept. The worker is fetched all the same, to be there when somebody is. */
export async function keepNoPictures(): Promise<void> {
  if (!isAble()) return;
  tellWorker(null);
  await deleteCaches(() => true);
  await installWorker();
}

/** Throws everything away: at sign-out, and when the session turns out to have ended. */
export async function forgetPictures(): Promise<void> {
  if (isAble()) await deleteCaches(() => true);
}

/** Throws away what was kept of one image: it is gone, or not for this person any more. */
export async function forgetPicturesOf(imageId: string): Promise<void> {
  if (!isAble()) return;
  for (const name of await pictureCaches()) {
    // Opening one that was thrown away meanwhile would make it anew.
    if (!(await caches.has(name))) continue;
    const cache = await caches.open(name);
    const requests = await cache.keys();
    const gone = requests.filter(({ url }) => new URL(url).pathname.includes(`/images/${imageId}/`));
    await Promise.all(gone.map((request) => cache.delete(request)));
  }
}

/** Only where the page is safe from others on the way: https, or one's own machine. */
function isAble(): boolean {
  return "serviceWorker" in navigator && "caches" in window;
}

async function deleteCaches(which: (name: string) => boolean): Promise<void> {
  const names = await pictureCaches();
  await Promise.all(names.filter(which).map((name) => caches.delete(name)));
}

async function pictureCaches(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(CACHES));
}

/** The worker asks whose pictures a page shows, each time that it could keep one. */
function tellWorker(cache: string | null): void {
  ownCache = cache;
  if (isAnswering) return;
  isAnswering = true;
  navigator.serviceWorker.addEventListener("message", ({ ports }) => ports[0]?.postMessage(ownCache));
}

async function installWorker(): Promise<void> {
  await navigator.serviceWorker.register(WORKER, { updateViaCache: "none" });
}
