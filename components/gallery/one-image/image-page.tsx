import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { buttonStyles } from "@/components/ui/button-styles";
import type { Picture } from "@/lib/contracts/display";
import { paths } from "@/lib/paths";
import { DocumentCard } from "../kinds/document-card";
import { VideoPlayer } from "../kinds/video-player";
import { BackToGallery } from "./back-to-gallery";
import { DeleteImageButton } from "./delete-image-button";
import type { DeleteImage, DescribeImage, RevokeImage } from "./image-actions";
import { ImageDescriptionText } from "./image-description";
import { ImageFacts } from "./image-facts";
import { ImageForm } from "./image-form";
import { ImageLink } from "./image-link";
import { ImageStage } from "./image-stage";
import { RevokeUrls } from "./revoke-urls";
import { FRAME, STAGE } from "./stage-styles";

type ImagePageProps = {
  picture: Picture;
  revision: number;
  uploaderName: string | null;
  variantProblem: string | null;
  /** Without it, nothing that would change the image is shown. */
  mayChange: boolean;
  /** What is on record of it; null for those who may not change it. */
  history: ReactNode;
  /** Whether its URLs are still to be ended, as somebody has asked. */
  revocationPending: boolean;
  revokeImage: RevokeImage;
  describeImage: DescribeImage;
  deleteImage: DeleteImage;
};

/** One image: the picture large; beside it what is said about it, its link, its facts and its end. */
export function ImagePage({
  picture,
  revision,
  uploaderName,
  variantProblem,
  mayChange,
  history,
  revocationPending,
  revokeImage,
  describeImage,
  deleteImage,
}: ImagePageProps) {
  const { image } = picture;
  return (
    <article className="lg:grid lg:grid-cols-[minmax(0,1fr)_24rem]">
      <Stage picture={picture} />
      <div className="flex flex-col gap-6 p-4 md:p-6 lg:border-l lg:border-line">
        <header className="flex flex-col gap-2">
          <div className="flex items-center justify-between">
            <BackToGallery imageId={image.id} />
            <a
              href={`${paths.api.content(image.id)}?disposition=attachment`}
              download
              className={buttonStyles()}
            >
              <Download aria-hidden />
              Download
            </a>
          </div>
          <h1 className="text-lg font-medium wrap-anywhere">
            {image.title === "" ? image.filename : image.title}
          </h1>
          {image.title === "" ? null : <p className="wrap-anywhere text-muted">{image.filename}</p>}
        </header>
        {mayChange ? (
          <ImageForm key={image.id} image={image} revision={revision} describeImage={describeImage} />
        ) : (
          <ImageDescriptionText image={image} />
        )}
        <Section>
          <ImageLink url={image.url} visibility={image.visibility} />
          {mayChange ? (
            <RevokeUrls key={image.id} image={image} pending={revocationPending} revokeImage={revokeImage} />
          ) : null}
        </Section>
        <Section>
          <h2 className="mb-3 font-medium">File</h2>
          <ImageFacts image={image} uploaderName={uploaderName} variantProblem={variantProblem} />
        </Section>
        {history === null ? null : <Section>{history}</Section>}
        {mayChange ? (
          <Section>
            <DeleteImageButton image={image} deleteImage={deleteImage} />
          </Section>
        ) : null}
      </div>
    </article>
  );
}

function Stage({ picture }: { picture: Picture }) {
  const { image } = picture;
  if (image.kind === "image") return <ImageStage key={image.id} picture={picture} />;
  const name = image.title === "" ? image.filename : image.title;
  return (
    <div className={STAGE}>
      {image.kind === "video" ? (
        <VideoPlayer key={image.id} picture={picture} name={name} className={FRAME} />
      ) : (
        <DocumentCard image={image} name={name} />
      )}
    </div>
  );
}

function Section({ children }: { children: ReactNode }) {
  return <section className="border-t border-line pt-5">{children}</section>;
}
