import type { ReactNode } from "react";
import { formatCount } from "@/components/ui/format-count";
import type { ImageView } from "@/lib/contracts/image";
import { nameFiletype } from "@/lib/images/media-type";
import { formatBytes } from "@/lib/images/upload/upload-policy";
import { formatDuration, toHex } from "../words";
import { CopyChecksum } from "./copy-checksum";
import { LocalTime } from "@/components/ui/local-time";

type ImageFactsProps = {
  image: ImageView;
  uploaderName: string | null;
  variantProblem: string | null;
};

/** What is known of the stored file, all of it read from the file itself. */
export function ImageFacts({ image, uploaderName, variantProblem }: ImageFactsProps) {
  const { width, height } = image;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 tabular-nums">
      {width === null || height === null ? null : (
        <Fact name="Dimensions">{`${formatCount(width)} × ${formatCount(height)} px`}</Fact>
      )}
      {image.duration === null ? null : <Fact name="Duration">{formatDuration(image.duration)}</Fact>}
      <Fact name="Size">{formatBytes(image.size)}</Fact>
      <Fact name="Type">{nameFiletype(image.filetype)}</Fact>
      {variantProblem === null ? null : (
        <Fact name="Preview">None could be made, and the public sees no picture: {variantProblem}</Fact>
      )}
      {uploaderName === null ? null : <Fact name="Uploaded by">{uploaderName}</Fact>}
      <Fact name="Uploaded">
        <LocalTime iso={image.createdAt} />
      </Fact>
      <Fact name="SHA-256">
        <CopyChecksum checksum={toHex(image.sha256)} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}
