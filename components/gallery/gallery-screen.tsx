import type { ReactNode } from "react";
import type { GalleryView } from "./addresses";
import { GalleryFilters } from "./filters/gallery-filters";
import { GridSkeleton } from "./grid/grid-skeleton";

/** The gallery's heading and filters over its grid. */
export function GalleryScreen({ view, children }: { view: GalleryView; children: ReactNode }) {
  return (
    <>
      <div className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2">
        <h1 className="text-lg font-medium">Gallery</h1>
        <GalleryFilters view={view} />
      </div>
      <div className="px-1 lg:px-1.5">{children}</div>
    </>
  );
}

/** The gallery on its way. */
export function GallerySkeleton() {
  return (
    <>
      <div className="flex min-h-14 items-center px-4 py-2">
        <h1 className="text-lg font-medium">Gallery</h1>
      </div>
      <p role="status" className="sr-only">
        Loading images
      </p>
      <div className="max-h-[calc(100dvh-var(--top-bar)-3.5rem)] overflow-hidden px-1 lg:px-1.5">
        <GridSkeleton />
      </div>
    </>
  );
}
