/**
 * Small pictures of files, made in the browser for the list of uploads and for the tile of the new image: decoded once,
 * at most two at a time, and kept as thumbnails of some kilobytes, of which the oldest go. Decoding a camera's picture
 * takes fifty megabytes of memory for a moment.
 */
const AT_ONCE = 2;
const WIDTH_PX = 640;
const KEPT = 200;
/** Larger files are shown by a mark instead. */
const MAX_BYTES = 40_000_000;

type Wish = { readonly file: File; readonly give: (url: string | null) => void };

class PreviewMaker {
  readonly #made = new Map<File, string | null>();
  readonly #wishes = new Set<Wish>();
  #running = 0;

  /** Asks for the preview of a file, an object URL or null; the answer takes the wish back. */
  ask(file: File, give: (url: string | null) => void): () => void {
    const made = this.#made.get(file);
    const wish: Wish = { file, give };
    if (made !== undefined) queueMicrotask(() => give(made));
    else this.#wishes.add(wish);
    this.#pump();
    return () => this.#wishes.delete(wish);
  }

  #pump(): void {
    for (const wish of this.#wishes) {
      if (this.#running >= AT_ONCE) return;
      this.#wishes.delete(wish);
      void this.#fulfil(wish);
    }
  }

  async #fulfil({ file, give }: Wish): Promise<void> {
    this.#running += 1;
    const url = await makePreview(file);
    this.#running -= 1;
    this.#keep(file, url);
    give(url);
    this.#pump();
  }

  #keep(file: File, url: string | null): void {
    this.#made.set(file, url);
    const [oldest] = this.#made;
    if (this.#made.size <= KEPT || oldest === undefined) return;
    this.#made.delete(oldest[0]);
    if (oldest[1] !== null) URL.revokeObjectURL(oldest[1]);
  }
}

export const previews = new PreviewMaker();

export function isPicture(file: File): boolean {
  return file.type.startsWith("image/");
}

async function makePreview(file: File): Promise<string | null> {
  if (file.size > MAX_BYTES) return null;
  try {
    const bitmap = await createImageBitmap(file, { resizeWidth: WIDTH_PX, resizeQuality: "medium" });
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    bitmap.close();
    return URL.createObjectURL(await canvas.convertToBlob({ type: "image/webp", quality: 0.8 }));
  } catch {
    return null;
  }
}
