import type { Picture } from "@/lib/contracts/display";
import { paths } from "@/lib/paths";
import { GridRest } from "../grid/grid-rest";
import { tileRatio } from "../grid/tile-ratio";
import { KindPlaceholder } from "../kinds/kind-placeholder";
import { VideoMark } from "../kinds/video-mark";
import { placeholderStyle } from "../signed/placeholder";
import { tileSizes } from "../signed/source-sizes";
import { STABLE_ADDRESS } from "../signed/stable-address";

const EARLY_TILES = 10;

/** The grid of the public page: plain HTML, no script. */
export function PublicGrid({ pictures }: { pictures: readonly Picture[] }) {
  return (
    <ul aria-label="Images" className="justified">
      {pictures.map(({ image, signed }, index) => (
        <li key={image.id} className="justified-tile" style={{ "--ratio": tileRatio(image) }}>
          <a href={paths.publicImage(image.id)} className="photo-ring absolute inset-0 block">
            {signed === null ? (
              <KindPlaceholder image={image} name={describePicture(image)} />
            ) : (
              <img
                sizes={signed.srcset === "" ? undefined : tileSizes(image)}
                srcSet={signed.srcset === "" ? undefined : signed.srcset}
                src={signed.url}
                alt={describePicture(image)}
                width={image.width ?? undefined}
                height={image.height ?? undefined}
                loading={index < EARLY_TILES ? "eager" : "lazy"}
                decoding="async"
                style={placeholderStyle(image.thumbhash)}
                className="size-full object-cover"
                {...{ [STABLE_ADDRESS]: `${paths.api.content(image.id)}?variant=w640` }}
              />
            )}
            <VideoMark image={image} />
          </a>
        </li>
      ))}
      <GridRest />
    </ul>
  );
}

/** What stands for a picture in words; never empty, since here a picture is a link. */
export function describePicture(image: Picture["image"]): string {
  return [image.alt, image.title, image.filename].find((text) => text !== "") ?? "Image";
}
