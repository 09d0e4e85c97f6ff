/** The images of the product itself, as the commands use them: its operations, on a real database and a real store. */
import { listImagesQuery } from "@/lib/contracts/image";
import { makeVariants } from "@/lib/operations/delivery/make-variants";
import { signImageUrl } from "@/lib/operations/delivery/sign-image-url";
import { removeDeadObjects } from "@/lib/operations/housekeeping/remove-dead-objects";
import { deleteImage } from "@/lib/operations/images/delete-image";
import { describeImage } from "@/lib/operations/images/describe-image";
import { listImages } from "@/lib/operations/images/list-images";
import { revokeImage } from "@/lib/operations/images/revoke-image";
import type { Journal } from "@/scripts/invariants/journal";
import { sql } from "../../support/database";
import { sha256Of } from "../../support/upload-flow";
import type { ModelImage, Who } from "./model";
import { codeOf, type People, required } from "./people";

export class RealImages {
  /** What the model's images are called here. */
  readonly ids = new Map<ModelImage, string>();
  /** The URLs that were handed out for an image. */
  readonly #urls = new Map<ModelImage, Set<string>>();

  constructor(
    private readonly people: People,
    private readonly journal: Journal,
  ) {}

  /** The SHA-256 of what is shown to them, `variant` when it is a picture of ours, or the code of the refusal. */
  look(image: ModelImage, who: Who): Promise<string> {
    return codeOf(async () => {
      const imageId = required(this.ids, image);
      const viewer = this.people.viewer(who);
      const shown = await signImageUrl({ viewer, target: { id: imageId }, disposition: "inline" });
      const { url } = shown.signed;
      this.#urls.set(image, (this.#urls.get(image) ?? new Set<string>()).add(url));
      const response = await fetch(url);
      const sha256 = sha256Of(new Uint8Array(await response.arrayBuffer()));
      if (response.status !== 200) return `status ${response.status}`;
      const { key } = shown.image;
      if (!new URL(url).pathname.endsWith(key))
        return response.headers.get("content-type") === "image/webp" ? "variant" : "something else";
      this.journal.write({ event: "signed", imageId, key });
      this.journal.write({ event: "served", imageId, sha256 });
      return sha256;
    });
  }

  /** How many of the URLs that were handed out for it still lead somewhere; asks again once what is dead was removed. */
  async countWorkingUrls(image: ModelImage): Promise<number> {
    const count = async () => {
      const answers = [...(this.#urls.get(image) ?? [])].map(async (url) => (await fetch(url)).status);
      return (await Promise.all(answers)).filter((status) => status !== 404).length;
    };
    if ((await count()) === 0) return 0;
    await removeDeadObjects({});
    return count();
  }

  describe(
    image: ModelImage,
    who: Who,
    change: Partial<Pick<ModelImage, "title" | "visibility">>,
  ): Promise<string> {
    return codeOf(async () => {
      await describeImage({ viewer: this.people.editor(who), id: required(this.ids, image), change });
      return "changed";
    });
  }

  revoke(image: ModelImage, who: Who): Promise<string> {
    return codeOf(async () => {
      const id = required(this.ids, image);
      const { state } = await revokeImage({ viewer: this.people.editor(who), id });
      return state === "done" ? "revoked" : state;
    });
  }

  delete(image: ModelImage, who: Who): Promise<string> {
    return codeOf(async () => {
      const id = required(this.ids, image);
      this.journal.write({ event: "deleting", imageId: id });
      await deleteImage({ viewer: this.people.editor(who), id });
      this.journal.write({ event: "deleted", imageId: id });
      return "deleted";
    });
  }

  async makeVariants(): Promise<void> {
    await makeVariants({});
  }

  /** The titles by id of those of this run's images that a list shows. */
  async list(who: Who): Promise<Map<string, string>> {
    const own = new Set(this.ids.values());
    const shown = new Map<string, string>();
    let cursor: string | undefined;
    do {
      const query = listImagesQuery.parse({ limit: "200", cursor });
      const page = await listImages({ viewer: this.people.viewer(who), query });
      for (const { id, title } of page.images) if (own.has(id)) shown.set(id, title);
      cursor = shown.size < own.size ? (page.nextCursor ?? undefined) : undefined;
    } while (cursor !== undefined);
    return shown;
  }
}

/** Nobody waits any more for the pictures of what there is: the next run has its own to make. */
export function forgetVariantJobs(): Promise<unknown[]> {
  return sql(`UPDATE "VariantJob" SET "dueAt" = now() + interval '1 day' WHERE "state" = 'pending'`);
}
