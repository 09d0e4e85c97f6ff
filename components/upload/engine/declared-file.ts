/** What is declared about a file that was chosen, checked against the policy before anything is asked for. */
import { parseFilename } from "@/lib/images/filename";
import { acceptedMediaTypes, type MediaType, mediaTypes } from "@/lib/images/media-type";
import { checkDeclaredFile, type UploadPolicy } from "@/lib/images/upload/upload-policy";
import { ownFailure, type UploadFailure } from "../problems/upload-failure";

export type FileCheck =
  | { readonly ok: true; readonly filetype: MediaType }
  | { readonly ok: false; readonly failure: UploadFailure };

/** Checks type and size; a file whose type the system does not know gets it from its extension. */
export function checkFile(file: File, policy: UploadPolicy): FileCheck {
  const filename = parseFilename(file.name);
  const filetype = declaredType(file.type, filename);
  const answer = checkDeclaredFile({ filename, filetype, sizeBytes: file.size }, policy);
  if (answer.ok) return { ok: true, filetype: answer.filetype };
  return { ok: false, failure: ownFailure(answer.code, answer.detail) };
}

function declaredType(type: string, filename: string): string {
  const unknown = type === "" || type === "application/octet-stream";
  return unknown ? (typeOfExtension(filename) ?? type) : type;
}

function typeOfExtension(filename: string): MediaType | null {
  const extension = /\.([a-z0-9]+)$/i.exec(filename)?.[1]?.toLowerCase();
  if (extension === undefined) return null;
  const holds = (type: MediaType) => mediaTypes[type].extensions.some((known) => known === extension);
  return acceptedMediaTypes.find(holds) ?? null;
}

/** The value of a file input's `accept`: types for systems that know them, extensions for those that do not. */
export function acceptedFiles(): string {
  const extensions = acceptedMediaTypes.flatMap((type) =>
    mediaTypes[type].extensions.map((name) => `.${name}`),
  );
  return [...acceptedMediaTypes, ...extensions].join(",");
}
