/** The uploads of the product itself, as the commands use them: its operations, on a real database and a real store. */
import type { PresignMultipartResponse } from "@/lib/contracts/multipart";
import type { PresignUploadResponse } from "@/lib/contracts/upload";
import { AppError } from "@/lib/errors";
import { abortUpload } from "@/lib/operations/uploads/abort-upload";
import { presignUploads } from "@/lib/operations/uploads/presign-uploads";
import { registerImages } from "@/lib/operations/uploads/register-images";
import { signParts } from "@/lib/operations/uploads/sign-parts";
import type { Journal } from "@/scripts/invariants/journal";
import { expireUpload } from "../../support/ledger";
import { putPart, type SentPart, type SignedPart } from "../../support/multipart-flow";
import { put } from "../../support/upload-flow";
import type { Files } from "./files";
import type { Asked, Content, Listing, ModelUpload, Who } from "./model";
import { codeOf, type People, required } from "./people";

type Begun = {
  readonly presigned: PresignUploadResponse | PresignMultipartResponse;
  /** The ETags of the parts that were sent, by their index. */
  readonly etags: Map<number, string>;
  /** The last part that was signed. */
  part: SignedPart | null;
};

const NEVER_TOLD = '"d41d8cd98f00b204e9800998ecf8427e"';

export class RealUploads {
  readonly #begun = new Map<ModelUpload, Begun>();

  constructor(
    private readonly people: People,
    private readonly files: Files,
    private readonly journal: Journal,
  ) {}

  async presign(upload: ModelUpload): Promise<void> {
    const { inParts: multipart, pieces, owner } = upload;
    const file = {
      ...{ filename: "picture.png", filetype: "image/png", onDuplicate: "allow" as const },
      ...(multipart ? { multipart, size: this.files.sizeOf(pieces.length) } : {}),
    };
    const [presigned] = await presignUploads({ viewer: this.people.editor(owner), files: [file] });
    if (presigned === undefined || presigned instanceof AppError) throw new Error("Not presigned.");
    this.#begun.set(upload, { presigned, etags: new Map(), part: null });
  }

  /** The store's status; of a part the code of the refusal, when none is signed. */
  async put(upload: ModelUpload, index: number, content: Content): Promise<string> {
    const begun = required(this.#begun, upload);
    const { uploadId } = begun.presigned;
    const bytes = this.files.piece(content, index, upload.pieces.length);
    if ("url" in begun.presigned) {
      const status = await put(begun.presigned, bytes);
      if (status === 200) this.journal.write({ event: "stored", uploadId });
      return String(status);
    }
    return codeOf(async () => {
      const viewer = this.people.editor(upload.owner);
      const { parts } = await signParts({ viewer, uploadId, partNumbers: [index + 1] });
      begun.part = parts[0] ?? null;
      return this.putAgain(upload, content);
    });
  }

  /** The index of the part whose URL was signed last; null when none was. */
  lastPart(upload: ModelUpload): number | null {
    const { part } = required(this.#begun, upload);
    return part === null ? null : part.partNumber - 1;
  }

  /** Sends a part by the URL that was signed last; gives the store's status. */
  async putAgain(upload: ModelUpload, content: Content): Promise<string> {
    const { part, etags } = required(this.#begun, upload);
    if (part === null) throw new Error("No part was signed.");
    const index = part.partNumber - 1;
    const { status, etag } = await putPart(part, this.files.piece(content, index, upload.pieces.length));
    if (status === 200) etags.set(index, etag);
    return String(status);
  }

  /** The image's id and SHA-256, or the code of the refusal. */
  async register(
    upload: ModelUpload,
    who: Who,
    asked: Asked,
  ): Promise<{ id: string; sha256: string } | string> {
    const { key } = required(this.#begun, upload).presigned;
    const poster = asked.poster === null ? undefined : required(this.#begun, asked.poster).presigned.key;
    const parts = upload.inParts ? this.#list(upload, asked.listing) : undefined;
    const registrations = [{ key, filename: "picture.png", poster, parts }];
    const [answer] = await registerImages({ viewer: this.people.editor(who), registrations });
    if (answer === undefined) throw new Error("Not answered.");
    if (answer instanceof AppError) return answer.code;
    const { id, sha256 } = answer.image;
    this.journal.write({ event: "image", imageId: id, sha256 });
    return { id, sha256 };
  }

  abort(upload: ModelUpload, who: Who): Promise<string> {
    const { uploadId } = required(this.#begun, upload).presigned;
    return codeOf(async () => {
      await abortUpload({ viewer: this.people.editor(who), uploadId });
      return "given up";
    });
  }

  expire(upload: ModelUpload): Promise<unknown> {
    return expireUpload(required(this.#begun, upload).presigned.uploadId);
  }

  #list(upload: ModelUpload, listing: Listing): SentPart[] | undefined {
    if (listing === "none") return undefined;
    const { etags } = required(this.#begun, upload);
    const last = upload.pieces.length - 1;
    const all = upload.pieces.map((_, index) => ({
      partNumber: index + 1,
      etag: listing === "a wrong one" && index === last ? NEVER_TOLD : (etags.get(index) ?? NEVER_TOLD),
    }));
    return listing === "one too few" ? all.slice(0, last) : all;
  }
}
