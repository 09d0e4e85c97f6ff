/** The server actions that the page of one image is given; components know their shape alone. */
import type { Problem } from "@/lib/contracts/problem";
import type { RevocationResponse } from "@/lib/contracts/revocation";
import type { Visibility } from "@/lib/images/image";

export type ActionAnswer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export type ImageDescription = {
  readonly alt: string;
  readonly title: string;
  readonly visibility: Visibility;
};

/** Saves what is said about an image, if nobody changed it since `revision`. */
export type DescribeImage = (
  input: ImageDescription & { readonly id: string; readonly revision: number },
) => Promise<ActionAnswer<unknown>>;

/** Ends every URL that was handed out for an image. */
export type RevokeImage = (input: { readonly id: string }) => Promise<ActionAnswer<RevocationResponse>>;

export type DeleteImage = (input: { readonly id: string }) => Promise<ActionAnswer<unknown>>;
