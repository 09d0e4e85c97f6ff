/** The product itself, as the commands use it: its operations, on a real database and a real store. */
import { listImagesQuery } from "@/lib/contracts/image";
import type { PresignUploadResponse } from "@/lib/contracts/upload";
import { AppError } from "@/lib/errors";
import { ANONYMOUS, type EditorViewer, proveEditor, type Viewer } from "@/lib/images/viewer";
import { deleteImage } from "@/lib/operations/images/delete-image";
import { describeImage } from "@/lib/operations/images/describe-image";
import { listImages } from "@/lib/operations/images/list-images";
import { presignUploads } from "@/lib/operations/uploads/presign-uploads";
import { registerImages } from "@/lib/operations/uploads/register-images";
import { removeDeadObjects } from "@/lib/operations/housekeeping/remove-dead-objects";
import { signImageUrl } from "@/lib/operations/delivery/sign-image-url";
import { sweepUploads } from "@/lib/operations/housekeeping/sweep-uploads";
import type { Journal } from "@/scripts/invariants/journal";
import { expireUpload } from "../../support/ledger";
import { addPerson } from "../../support/people";
import { put, sha256Of } from "../../support/upload-flow";
import type { Content, ModelImage, ModelUpload, Who } from "./model";

export type Files = Readonly<Record<Content, Uint8Array>>;

export class Real {
  /** What the model's uploads and images are called here. */
  readonly uploads = new Map<ModelUpload, PresignUploadResponse>();
  readonly ids = new Map<ModelImage, string>();

  private constructor(
    private readonly viewers: Readonly<Record<Who, Viewer>>,
    readonly files: Files,
    readonly journal: Journal,
  ) {}

  static async make(files: Files, journal: Journal): Promise<Real> {
    const [viewer, owner, neighbour, admin] = await Promise.all(
      (["viewer", "editor", "editor", "admin"] as const).map(async (role): Promise<Viewer> => {
        return { kind: "user", id: (await addPerson(role)).id, role };
      }),
    );
    if (!viewer || !owner || !neighbour || !admin) throw new Error("Somebody is missing.");
    return new Real({ anonymous: ANONYMOUS, viewer, owner, neighbour, admin }, files, journal);
  }

  async presign(who: Who): Promise<PresignUploadResponse> {
    const file = { filename: "picture.png", filetype: "image/png", onDuplicate: "allow" as const };
    const [answer] = await presignUploads({ viewer: this.editor(who), files: [file] });
    if (answer === undefined || answer instanceof AppError || !("url" in answer))
      throw new Error("Not presigned.");
    return answer;
  }

  async put(upload: ModelUpload, content: Content): Promise<number> {
    const presigned = required(this.uploads, upload);
    const status = await put(presigned, this.files[content]);
    if (status === 200) this.journal.write({ event: "stored", uploadId: presigned.uploadId });
    return status;
  }

  /** The image's id and SHA-256, or the code of the refusal. */
  async register(upload: ModelUpload, who: Who): Promise<{ id: string; sha256: string } | string> {
    const { key } = required(this.uploads, upload);
    const registrations = [{ key, filename: "picture.png" }];
    const [answer] = await registerImages({ viewer: this.editor(who), registrations });
    if (answer === undefined) throw new Error("Not answered.");
    if (answer instanceof AppError) return answer.code;
    const { id, sha256 } = answer.image;
    this.journal.write({ event: "image", imageId: id, sha256 });
    return { id, sha256 };
  }

  /** The SHA-256 of what is shown to them, or the code of the refusal. */
  async look(image: ModelImage, who: Who): Promise<string> {
    return codeOf(async () => {
      const id = required(this.ids, image);
      const shown = await signImageUrl({ viewer: this.viewers[who], target: { id }, disposition: "inline" });
      this.journal.write({ event: "signed", imageId: id, key: shown.image.key });
      const response = await fetch(shown.signed.url);
      const sha256 = sha256Of(new Uint8Array(await response.arrayBuffer()));
      this.journal.write({ event: "served", imageId: id, sha256 });
      return response.status === 200 ? sha256 : `status ${response.status}`;
    });
  }

  describe(
    image: ModelImage,
    who: Who,
    change: Partial<Pick<ModelImage, "title" | "visibility">>,
  ): Promise<string> {
    return codeOf(async () => {
      await describeImage({ viewer: this.editor(who), id: required(this.ids, image), change });
      return "changed";
    });
  }

  delete(image: ModelImage, who: Who): Promise<string> {
    return codeOf(async () => {
      const id = required(this.ids, image);
      this.journal.write({ event: "deleting", imageId: id });
      await deleteImage({ viewer: this.editor(who), id });
      this.journal.write({ event: "deleted", imageId: id });
      return "deleted";
    });
  }

  expire(upload: ModelUpload): Promise<unknown> {
    return expireUpload(required(this.uploads, upload).uploadId);
  }

  async sweep(): Promise<void> {
    await sweepUploads({});
    await removeDeadObjects({});
  }

  /** The titles by id of those of this run's images that a list shows. */
  async list(who: Who): Promise<Map<string, string>> {
    const own = new Set(this.ids.values());
    const shown = new Map<string, string>();
    let cursor: string | undefined;
    do {
      const query = listImagesQuery.parse({ limit: "200", cursor });
      const page = await listImages({ viewer: this.viewers[who], query });
      for (const { id, title } of page.images) if (own.has(id)) shown.set(id, title);
      cursor = shown.size < own.size ? (page.nextCursor ?? undefined) : undefined;
    } while (cursor !== undefined);
    return shown;
  }

  private editor(who: Who): EditorViewer {
    const viewer = proveEditor(this.viewers[who]);
    if (viewer === null) throw new Error(`${who} is no editor.`);
    return viewer;
  }
}

async function codeOf(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

function required<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const found = map.get(key);
  if (found === undefined) throw new Error("The model knows what the product does not.");
  return found;
}
