/** Every address of the product, built in one place; pages, components and the API take them from here. */
export const paths = {
  home: () => "/",
  signIn: (next?: string) => (next === undefined ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`),
  gallery: () => "/admin",
  uploads: () => "/admin/uploads",
  image: (id: string) => `/admin/images/${id}`,
  /** What shows one public image to anybody. */
  publicImage: (id: string) => `/view/${id}`,
  audit: () => "/admin/audit",
  health: () => "/admin/health",
  api: {
    images: () => "/images",
    /** A page of images with their signed URLs, as a grid needs it. */
    pictures: () => "/images/pictures",
    image: (id: string) => `/images/${id}`,
    presignUpload: () => "/images/presign-upload",
    presignUploads: () => "/images/presign-uploads",
    registrations: () => "/images/registrations",
    revoke: (id: string) => `/images/${id}/revoke`,
    imageAudit: (id: string) => `/images/${id}/audit`,
    /** An upload in parts: DELETE gives it up. */
    upload: (uploadId: string) => `/images/uploads/${uploadId}`,
    uploadParts: (uploadId: string) => `/images/uploads/${uploadId}/parts`,
    signedUrl: (id: string) => `/images/${id}/signed-url`,
    signedUrls: () => "/images/signed-urls",
    /** The stable address: redirects to a signed URL. */
    content: (id: string) => `/images/${id}/content`,
  },
} as const;

/** A path of our own to go on to after signing in, or the gallery: never another site (open redirect). */
export function parseNextPath(text: string | undefined): string {
  const own = text !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(text);
  return own ? text : paths.gallery();
}
