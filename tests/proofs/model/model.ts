/** What must be so after each command, told without a look at the product: a few lists and a rule or two. */
export type Content = "good" | "other" | "film" | "bad";
export type Who = "anonymous" | "viewer" | "owner" | "neighbour" | "admin";
/** How the parts are listed when an upload in parts is registered. */
export type Listing = "all" | "one too few" | "a wrong one" | "none";

export type ModelUpload = {
  readonly owner: Who;
  readonly inParts: boolean;
  /** What was put last, piece by piece; null: nothing yet. What is sent with one PUT has one piece. */
  readonly pieces: (Content | null)[];
  state: "issued" | "rejected" | "expired" | "registered";
  image: ModelImage | null;
};

export type ModelImage = {
  readonly owner: Who;
  readonly kind: "image" | "video";
  readonly pieces: readonly Content[];
  visibility: "private" | "public";
  title: string;
  /** Whether pictures were made of it, which is what strangers see. */
  hasVariants: boolean;
  isDeleted: boolean;
};

export type Model = { readonly uploads: ModelUpload[]; readonly images: ModelImage[] };

export function emptyModel(): Model {
  return { uploads: [], images: [] };
}

export type Asked = { readonly listing: Listing; readonly poster: ModelUpload | null };

/** What a registration is answered: an image, or the code of a refusal; the model moves on with it. */
export function register(model: Model, upload: ModelUpload, who: Who, asked: Asked): ModelImage | string {
  const { listing, poster } = asked;
  if (who !== upload.owner) return "upload_not_found";
  if (upload.image !== null) return upload.image.isDeleted ? "upload_not_found" : upload.image;
  if (upload.state === "expired") return "upload_expired";
  if (upload.state === "rejected") return "unsupported_content";
  if (poster !== null && !mayBePoster(poster, upload.owner)) return "poster_refused";
  if (upload.inParts && listing === "one too few") return "invalid_request";
  if (upload.inParts && listing !== "all") return "object_missing";
  const pieces = upload.pieces.filter((piece) => piece !== null);
  if (pieces.length < upload.pieces.length) return "object_missing";
  const kind = kindOf(pieces);
  if (kind === null) {
    upload.state = "rejected";
    return "unsupported_content";
  }
  const { owner } = upload;
  const image: ModelImage = {
    ...{ owner, kind, pieces, visibility: "private", title: "" },
    ...{ hasVariants: false, isDeleted: false },
  };
  for (const used of kind === "video" && poster !== null ? [upload, poster] : [upload])
    Object.assign(used, { state: "registered", image });
  model.images.push(image);
  return image;
}

/** Pieces of one picture and of another are a picture still. */
function kindOf(pieces: readonly Content[]): ModelImage["kind"] | null {
  if (pieces.every((piece) => piece === "good" || piece === "other")) return "image";
  return pieces.every((piece) => piece === "film") ? "video" : null;
}

function mayBePoster({ owner, inParts, state, pieces: [piece] }: ModelUpload, asking: Who): boolean {
  return owner === asking && !inParts && state === "issued" && (piece === "good" || piece === "other");
}

/** What sending a piece is answered; null: the store takes it. A PUT URL works on, whatever became of its upload. */
export function refusePiece({ inParts, state }: ModelUpload): string | null {
  if (!inParts || state === "issued") return null;
  if (state === "registered") return "registration_in_progress";
  return state === "rejected" ? "unsupported_content" : "upload_expired";
}

/** What giving up an upload is answered. */
export function abort(upload: ModelUpload, who: Who): string {
  if (who !== upload.owner || upload.state === "registered") return "upload_not_found";
  if (upload.state === "issued") upload.state = "expired";
  return "given up";
}

export function maySee(image: ModelImage, who: Who): boolean {
  return !image.isDeleted && (who !== "anonymous" || image.visibility === "public");
}

/** What looking at it gives: its own bytes, a picture made of it, or the code of a refusal. */
export function shownTo(image: ModelImage, who: Who): string {
  if (!maySee(image, who)) return "image_not_found";
  if (who !== "anonymous" || image.kind === "video") return "original";
  return image.hasVariants ? "variant" : "variant_not_ready";
}

/** What changing, revoking or deleting it is answered; null: it is done. */
export function refuseChange(image: ModelImage, who: Who): string | null {
  if (image.isDeleted) return "image_not_found";
  return who === image.owner || who === "admin" ? null : "not_allowed";
}
