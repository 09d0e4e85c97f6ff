import { Message } from "@/components/ui/message";
import { buttonStyles } from "@/components/ui/button-styles";
import Link from "next/link";
import type { ReactNode } from "react";
import { paths } from "@/lib/paths";
import { type GalleryView, isFiltered } from "./addresses";

type GalleryEmptyProps = {
  view: GalleryView;
  /** The way to add the first image; nothing for people who may not. */
  upload: ReactNode;
};

/** A gallery without an image in it: because nothing was found, or because nothing is there yet. */
export function GalleryEmpty({ view, upload }: GalleryEmptyProps) {
  if (isFiltered(view)) {
    return (
      <Message
        title="No image matches"
        action={
          <Link href={paths.gallery()} prefetch={false} className={buttonStyles()}>
            Clear filters
          </Link>
        }
      >
        <p>Nothing here has all of the words and filters you chose.</p>
      </Message>
    );
  }
  return <Message title="No images yet" action={upload} />;
}
