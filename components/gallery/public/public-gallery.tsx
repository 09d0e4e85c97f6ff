import { buttonStyles } from "@/components/ui/button-styles";
import { Message } from "@/components/ui/message";
import type { Picture } from "@/lib/contracts/display";
import { paths } from "@/lib/paths";
import { olderPublicAddress } from "../addresses";
import { PublicGrid } from "./public-grid";

type PublicGalleryProps = {
  pictures: readonly Picture[];
  /** Where the older images begin; null at the end. */
  nextCursor: string | null;
  isFirstPage: boolean;
};

/** What everybody may see, newest first; older pages are plain links. */
export function PublicGallery({ pictures, nextCursor, isFirstPage }: PublicGalleryProps) {
  if (pictures.length === 0 && isFirstPage) {
    return (
      <Message
        heading
        title="No public images yet"
        action={
          <a href={paths.signIn()} className={buttonStyles()}>
            Sign in
          </a>
        }
      />
    );
  }
  return (
    <>
      <h1 className="sr-only">Public images</h1>
      <div className="px-1 lg:px-1.5">
        <PublicGrid pictures={pictures} />
      </div>
      {nextCursor === null && isFirstPage ? null : (
        <nav aria-label="Pages" className="flex justify-center gap-2 px-4 pt-8">
          {isFirstPage ? null : (
            <a href={paths.home()} className={buttonStyles({ variant: "quiet" })}>
              Newest images
            </a>
          )}
          {nextCursor === null ? null : (
            <a rel="next" href={olderPublicAddress(nextCursor)} className={buttonStyles()}>
              Older images
            </a>
          )}
        </nav>
      )}
    </>
  );
}
