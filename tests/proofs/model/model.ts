/** What must be so after each command, told without a look at the product: a few lists and a rule or two. */
export type Content = "good" | "other" | "bad";
export type Who = "anonymous" | "viewer" | "owner" | "neighbour" | "admin";

export type ModelUpload = {
  readonly owner: Who;
  /** What was put last; null: nothing yet. */
  content: Content | null;
  state: "issued" | "rejected" | "expired" | "registered";
  image: ModelImage | null;
};

export type ModelImage = {
  readonly owner: Who;
  readonly content: Content;
  visibility: "private" | "public";
  title: string;
  isDeleted: boolean;
};

export type Model = { readonly uploads: ModelUpload[]; readonly images: ModelImage[] };

export function emptyModel(): Model {
  return { uploads: [], images: [] };
}

/** What a registration is answered: an image, or the code of a refusal; the model moves on with it. */
export function register(model: Model, upload: ModelUpload, who: Who): ModelImage | string {
  if (who !== upload.owner) return "upload_not_found";
  if (upload.image !== null) return upload.image.isDeleted ? "upload_not_found" : upload.image;
  if (upload.state === "expired") return "upload_expired";
  if (upload.state === "rejected") return "unsupported_content";
  if (upload.content === null) return "object_missing";
  if (upload.content === "bad") {
    upload.state = "rejected";
    return "unsupported_content";
  }
  const image: ModelImage = {
    owner: upload.owner,
    content: upload.content,
    visibility: "private",
    title: "",
    isDeleted: false,
  };
  upload.state = "registered";
  upload.image = image;
  model.images.push(image);
  return image;
}

export function maySee(image: ModelImage, who: Who): boolean {
  return !image.isDeleted && (who !== "anonymous" || image.visibility === "public");
}

/** What changing or deleting it is answered; null: it is done. */
export function refuseChange(image: ModelImage, who: Who): string | null {
  if (image.isDeleted) return "image_not_found";
  return who === image.owner || who === "admin" ? null : "not_allowed";
}
