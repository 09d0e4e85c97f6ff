import { buttonStyles } from "@/components/ui/button-styles";
import { SignedImage } from "@/components/signed-image/signed-image";
import type { Picture } from "@/lib/contracts/display";
import { paths } from "@/lib/paths";
import { frameStyle, pictureRatio } from "../grid/tile-ratio";
import { DocumentCard } from "../kinds/document-card";
import { pictureSource } from "../signed/picture-source";
import { framedSizes, STAGE_WIDEST } from "../signed/source-sizes";
import { describePicture } from "./public-grid";

/** One public picture, large, with its title and what it shows. */
export function PublicImage({ picture }: { picture: Picture }) {
  const { image } = picture;
  return (
    <figure className="flex flex-col items-center pt-2 md:px-6">
      <Shown picture={picture} />
      <figcaption className="mt-4 w-full max-w-2xl px-4 text-center text-pretty">
        <h1 className={image.title === "" ? "sr-only" : "text-base font-medium"}>
          {image.title === "" ? describePicture(image) : image.title}
        </h1>
        {image.alt === "" ? null : <p className="text-muted">{image.alt}</p>}
        <p className="mt-4">
          <a href={paths.home()} className={buttonStyles({ variant: "quiet" })}>
            All images
          </a>
        </p>
      </figcaption>
    </figure>
  );
}

const FRAME = "framed [--tallest:calc(100svh-9rem)]";

function Shown({ picture }: { picture: Picture }) {
  const { image, signed } = picture;
  if (image.kind === "video") return <PublicVideo picture={picture} />;
  if (image.kind === "file") return <DocumentCard image={image} name={describePicture(image)} />;
  if (signed === null) {
    return (
      <p className="grid min-h-[50svh] place-items-center px-4 text-muted">
        {image.variantState === "pending"
          ? "This picture is being prepared. Load the page again in a moment."
          : "There is no picture of this file to show."}
      </p>
    );
  }
  return (
    <SignedImage
      source={pictureSource(picture, describePicture(image))}
      sizes={framedSizes(image, "100vw", "100vh - 9rem")}
      variant={STAGE_WIDEST}
      loading="eager"
      fetchPriority="high"
      style={frameStyle(image)}
      className={FRAME}
    />
  );
}

function PublicVideo({ picture: { image, signed } }: { picture: Picture }) {
  return (
    <video
      src={paths.api.content(image.id)}
      poster={signed?.url}
      controls
      playsInline
      preload="metadata"
      aria-label={describePicture(image)}
      style={{ "--ratio": pictureRatio(image) }}
      className={FRAME}
    />
  );
}
