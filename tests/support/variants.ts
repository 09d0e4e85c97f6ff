/** Variants as the tests wait for them and look at them. */
import { setTimeout as sleep } from "node:timers/promises";
import { imageResponse, type ImageView } from "@/lib/contracts/image";
import type { ApiClient } from "./api-client";
import { sql, sqlOne } from "./database";
import { PATIENCE_MS } from "./patience";

/** The image when its variants are no longer being made. @throws when that takes for ever */
export async function awaitVariants(client: ApiClient, id: string): Promise<ImageView> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const { image } = imageResponse.parse((await client.call(`/images/${id}`)).body);
    if (image.variantState !== "pending") return image;
    if (Date.now() > deadline) throw new Error(`The variants of ${id} are still pending.`);
    await sleep(50);
  }
}

/** Resolves when no variant of any image is left to make. */
export async function awaitAllVariants(): Promise<void> {
  const pending = `SELECT count(*)::int AS "count" FROM "VariantJob" WHERE "state" = 'pending'`;
  while ((await sqlOne<{ count: number }>(pending)).count > 0) await sleep(50);
}

/** The keys of an image's variants, by name and format: `w320.webp`. */
export async function variantKeys(id: string): Promise<Map<string, string>> {
  const rows = await sql<{ file: string; key: string }>(
    `SELECT "name" || '.' || "format" AS file, "objectKey" AS key FROM "Variant" WHERE "imageId" = $1 ORDER BY "width"`,
    [id],
  );
  return new Map(rows.map(({ file, key }) => [file, key]));
}

/** The image as it was when it was registered: a job may have made its variants meanwhile. */
export function asRegistered(image: ImageView): ImageView {
  return { ...image, thumbhash: null, variantState: "pending", variants: [] };
}
