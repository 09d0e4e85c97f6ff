import "server-only";
import type { Image, Visibility } from "@/lib/images/image";
import type { KeptRegistration, Upload } from "@/lib/images/upload/upload";
import type { UploadPolicy } from "@/lib/images/upload/upload-policy";
import type { UserViewer } from "@/lib/images/viewer";
import type { CompletedPart, ObjectStorage } from "@/lib/storage/object-storage";

/** What is asked when an upload is registered, and what may come of it. */

export type Registration = {
  readonly filename: string;
  readonly alt?: string | undefined;
  readonly title?: string | undefined;
  readonly visibility?: Visibility | undefined;
  /** Of an upload in parts. */
  readonly parts?: readonly CompletedPart[] | undefined;
  /** Of a video: the key that presigning gave to its poster. */
  readonly poster?: string | undefined;
};

/** `isNew` is false when the upload had been registered before: the same image is answered again. */
export type Registered = { readonly image: Image; readonly isNew: boolean };

/** `handed_over`: a job goes on with it. */
export type Outcome = Registered | "handed_over";

/** Who registers, and with how much time. */
export type Context = {
  readonly viewer: UserViewer;
  readonly storage: ObjectStorage;
  readonly policy: UploadPolicy;
  readonly signal: AbortSignal;
  /** Above that, reading an object does not fit into a request. */
  readonly largeBytes: number;
  /** A request hands large objects over; a job has the time that they take, and renews its lease meanwhile. */
  readonly as: "request" | "job";
};

/** An attempt under way: the lease is held by `token`. */
export type Attempt = { readonly upload: Upload; readonly token: number };

/** What a job has to know of a registration. */
export function keepRegistration(
  { filename, alt, title, visibility, poster }: Registration,
  { viewer }: Context,
): KeptRegistration {
  const { id, role, apiKeyId } = viewer;
  return {
    viewer: { id, role, ...(apiKeyId === undefined ? {} : { apiKeyId }) },
    filename,
    alt,
    title,
    visibility,
    poster,
  };
}

/** Whoever asked for what a job goes on with. */
export function viewerOf({ viewer: { id, role, apiKeyId } }: KeptRegistration): UserViewer {
  return { kind: "user", id, role, ...(apiKeyId === undefined ? {} : { apiKeyId }) };
}
