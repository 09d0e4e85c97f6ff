import type { ReactNode } from "react";
import type { GalleryView } from "./addresses";
import { GalleryFilters } from "./filters/gallery-filters";

/** The gallery's heading and filters over its grid. */
export function GalleryScreen({ view, children }: { view: GalleryView; children: ReactNode }) {
  return (
    <>
      <div className="flex min-h-14 flex-wrap items-center gap-x-2 gap-y-1 py-2 pr-1 pl-4 lg:pr-1.5">
        <h1 className="text-lg font-medium">Gallery</h1>
        <GalleryFilters view={view} />
      </div>
      <div className="px-1 lg:px-1.5">{children}</div>
    </>
  );
}
