import { SignedImage } from "@/components/signed-image/signed-image";
import type { Picture } from "@/lib/contracts/display";
import { paths } from "@/lib/paths";
import { GridRest } from "../grid/grid-rest";
import { tileRatio } from "../grid/tile-ratio";
import { KindPlaceholder } from "../kinds/kind-placeholder";
import { VideoMark } from "../kinds/video-mark";
import { pictureSource } from "../signed/picture-source";
import { TILE_WIDEST, tileSizes } from "../signed/source-sizes";

const EARLY_TILES = 10;

/** The grid of the public page: plain HTML, no script. */
export function PublicGrid({ pictures }: { pictures: readonly Picture[] }) {
  return (
    <ul aria-label="Images" className="justified">
      {pictures.map((picture, index) => (
        <PublicTile key={picture.image.id} picture={picture} isEarly={index < EARLY_TILES} />
      ))}
      <GridRest />
    </ul>
  );
}

function PublicTile({ picture, isEarly }: { picture: Picture; isEarly: boolean }) {
  const { image, signed } = picture;
  const name = describePicture(image);
  return (
    <li className="justified-tile" style={{ "--ratio": tileRatio(image) }}>
      <a href={paths.publicImage(image.id)} className="photo-ring absolute inset-0 block">
        {signed === null ? (
          <KindPlaceholder image={image} name={name} />
        ) : (
          <SignedImage
            source={pictureSource(picture, name)}
            sizes={tileSizes(image)}
            variant={TILE_WIDEST}
            loading={isEarly ? "eager" : "lazy"}
            className="size-full object-cover"
          />
        )}
        <VideoMark image={image} />
      </a>
    </li>
  );
}

/** What stands for a picture in words; never empty, since here a picture is a link. */
export function describePicture(image: Picture["image"]): string {
  return [image.alt, image.title, image.filename].find((text) => text !== "") ?? "Image";
}
