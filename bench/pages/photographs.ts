/** Images that are as heavy as photographs, with all of their variants, for suites that look at pages in a browser. */
import type { ImageView } from "@/lib/contracts/image";
import type { ApiClient } from "@/tests/support/api-client";

/** The API takes so many at once. */
const BATCH = 100;
const SIZE_PX = [960, 640] as const;

/** Resolves when their variants are there. The names of all of them begin with `word`. */
export async function addPhotographs(
  client: ApiClient,
  count: number,
  more: { readonly word: string; readonly visibility?: ImageView["visibility"] },
): Promise<ImageView[]> {
  // These read the environment when they are loaded.
  const { makePhoto } = await import("@/tests/e2e/fixtures");
  const { addImages } = await import("@/tests/support/upload-flow");
  const { awaitAllVariants } = await import("@/tests/support/variants");
  const { word, visibility = "private" } = more;
  const photographs = {
    filename: "photo.jpg",
    filetype: "image/jpeg",
    make: () => makePhoto(...SIZE_PX),
  } as const;
  const images: ImageView[] = [];
  while (images.length < count) {
    const begin = images.length;
    const describe = (index: number) => ({ filename: `${word}-${begin + index}.jpg`, visibility });
    images.push(...(await addImages(client, Math.min(BATCH, count - begin), describe, photographs)));
  }
  await awaitAllVariants();
  return images;
}
