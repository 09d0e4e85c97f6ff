import { buttonStyles } from "@/components/ui/button-styles";
import type { ImageView } from "@/lib/contracts/image";
import { nameFiletype } from "@/lib/images/media-type";
import { formatBytes } from "@/lib/images/upload/upload-policy";
import { paths } from "@/lib/paths";
import { PageMark } from "./marks";

/** A document, which the browser's own viewer opens in a tab of its own: nothing of it runs in our pages. */
export function DocumentCard({ image, name }: { image: ImageView; name: string }) {
  return (
    <div className="flex max-w-md flex-col items-center gap-4 p-8 text-center">
      <PageMark className="size-16 text-muted" />
      <p>
        <span className="block font-medium wrap-anywhere">{name}</span>
        <span className="text-muted tabular-nums">
          {nameFiletype(image.filetype)} · {formatBytes(image.size)}
        </span>
      </p>
      <a href={paths.api.content(image.id)} target="_blank" rel="noopener" className={buttonStyles()}>
        Open
        <span className="sr-only"> {name} in a new tab</span>
      </a>
    </div>
  );
}
