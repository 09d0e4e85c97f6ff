/**
 * Who is asking. Not the user's row and not the session's cookie: `lib/auth` turns a request into a viewer.
 * The proofs (`SignedInViewer`, `EditorViewer`, `AdminViewer`) are made here alone, so that an operation
 * which asks for one cannot be called by a page that forgot its guard.
 */
export const ROLES = ["viewer", "editor", "admin"] as const;
export type Role = (typeof ROLES)[number];

declare const proof: unique symbol;

export type AnonymousViewer = { readonly kind: "anonymous" };
export type UserViewer = {
  readonly kind: "user";
  readonly id: string;
  readonly role: Role;
  /** Of the API key that a program showed; a person at a browser has none. */
  readonly apiKeyId?: string;
};
export type Viewer = AnonymousViewer | UserViewer;

export type SignedInViewer = UserViewer & { readonly [proof]: "signed-in" | "editor" | "admin" };
export type EditorViewer = UserViewer & { readonly [proof]: "editor" | "admin" };
export type AdminViewer = UserViewer & { readonly [proof]: "admin" };

export const ANONYMOUS: AnonymousViewer = { kind: "anonymous" };

/** The proof that somebody is signed in, or null. */
export function proveSignedIn(viewer: Viewer): SignedInViewer | null {
  return viewer.kind === "user" ? (viewer as SignedInViewer) : null;
}

/** The proof that the viewer may upload (editors and admins), or null. */
export function proveEditor(viewer: Viewer): EditorViewer | null {
  return viewer.kind === "user" && viewer.role !== "viewer" ? (viewer as EditorViewer) : null;
}

/** The proof that the viewer is an admin, or null. */
export function proveAdmin(viewer: Viewer): AdminViewer | null {
  return viewer.kind === "user" && viewer.role === "admin" ? (viewer as AdminViewer) : null;
}
