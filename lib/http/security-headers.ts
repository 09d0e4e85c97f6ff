/** The headers that every answer carries, and the content security policy of a page. */

export const SECURITY_HEADERS: readonly { readonly key: string; readonly value: string }[] = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  // Addresses of images and pages are nobody else's business.
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
  { key: "Strict-Transport-Security", value: "max-age=63072000; includeSubDomains" },
];

/**
 * A stable address may stand in any page: browsers would not follow it from there otherwise. What it leads to is still for
 * those who may see it, and pages of other sites send no session along.
 */
export const STABLE_ADDRESS_HEADERS: typeof SECURITY_HEADERS = [
  { key: "Cross-Origin-Resource-Policy", value: "cross-origin" },
];

/** For answers that are no documents: nothing in them may ever run or load. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export type PagePolicy = {
  readonly nonce: string;
  /** Where uploads go. */
  readonly storeOrigin: string;
  /** Where pictures come from. */
  readonly pictureOrigin: string;
  /** React's development build needs eval, and Next's a socket. */
  readonly development: boolean;
};

/** A page's policy: scripts by nonce only, pictures and uploads from the one store. */
export function contentSecurityPolicy({
  nonce,
  storeOrigin,
  pictureOrigin,
  development,
}: PagePolicy): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // Positions and sizes are set as style attributes, and dialogs bring a style sheet along.
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' blob: data: ${pictureOrigin}`,
    // Films are played from the store, and looked at for a picture before they are sent.
    `media-src 'self' blob: ${pictureOrigin}`,
    `connect-src 'self' ${[...new Set([storeOrigin, pictureOrigin])].join(" ")}${development ? " ws:" : ""}`,
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self' blob:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");
}
