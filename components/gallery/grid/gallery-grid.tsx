"use client";

import type { Picture } from "@/lib/contracts/display";
import type { GalleryView } from "../addresses";
import { SkeletonTiles } from "./skeleton-tiles";
import { GridEnd } from "./grid-end";
import { GridRest } from "./grid-rest";
import { Tile } from "./tile";
import { useArrowKeys } from "./use-arrow-keys";
import { usePages } from "./use-pages";
import { useReturnToPlace } from "./use-return-to-place";

const EARLY_TILES = 12;
const COMING_TILES = 12;

type GalleryGridProps = {
  /** The first page, as the server rendered it. */
  pictures: readonly Picture[];
  nextCursor: string | null;
  view: GalleryView;
};

/** The justified grid. Give it a `key` that names the view: another view is another grid. */
export function GalleryGrid({ pictures, nextCursor, view }: GalleryGridProps) {
  const pages = usePages({ pictures, nextCursor }, view);
  const grid = useReturnToPlace();
  const onKeyDown = useArrowKeys();
  return (
    <>
      {/* Arrow keys are a shortcut: every tile is a link that Tab reaches as well. */}
      <ul ref={grid} aria-label="Images" className="justified" onKeyDown={onKeyDown}>
        {pages.pictures.map((picture, index) => (
          <Tile key={picture.image.id} picture={picture} early={index < EARLY_TILES} />
        ))}
        {pages.phase === "loading" ? <SkeletonTiles count={COMING_TILES} /> : null}
        <GridRest />
      </ul>
      <GridEnd pages={pages} />
    </>
  );
}
