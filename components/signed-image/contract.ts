/** What a page is given of a picture, and what the route that renews it takes and answers (docs/signed-image.md). */

/** A picture and the signed URLs that show it now. */
export type SignedImageSource = {
  readonly id: string;
  /** Null while there is none: the picture's place is kept. */
  readonly url: string | null;
  /** As `<img srcset>` has it; empty where there is one size only. */
  readonly srcset: string;
  /** When the URLs stop working, in ISO 8601. Null: not at all, or somebody else looks after it. */
  readonly expiresAt: string | null;
  /** Pixels, as displayed; null when they are not known. */
  readonly width: number | null;
  readonly height: number | null;
  /** Base64 (https://evanw.github.io/thumbhash/); null where there is none. */
  readonly thumbhash: string | null;
  readonly alt: string;
};

/** The body of the POST that asks for new URLs. */
export type RenewalRequest = {
  /** At most 200. */
  readonly ids: readonly string[];
  /** The widest that is of use, by the route's own names. */
  readonly variant: string;
  readonly srcset: true;
};

export type RenewedUrls = {
  readonly id: string;
  readonly url: string;
  readonly srcset?: string | undefined;
  readonly expiresAt: string;
};

/** This picture is not given (any more); `code` says why. */
export type RefusedUrls = { readonly id: string; readonly code: string };

/** The JSON of its answer, in any order. */
export type RenewalAnswer = { readonly urls: readonly (RenewedUrls | RefusedUrls)[] };
