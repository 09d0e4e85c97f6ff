/** What the page and its hash workers say to each other. Files travel as references; no bytes are copied. */
import type { Digests } from "./digest-file";

export type HashRequest = {
  readonly job: number;
  readonly file: Blob;
  readonly partBytes: number | null;
};

export type HashReply =
  | { readonly job: number; readonly kind: "progress"; readonly readBytes: number }
  | { readonly job: number; readonly kind: "digests"; readonly digests: Digests }
  | { readonly job: number; readonly kind: "unreadable" };
