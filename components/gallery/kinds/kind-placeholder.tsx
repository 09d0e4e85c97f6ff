import { cn } from "@/components/ui/class-names";
import type { ImageView } from "@/lib/contracts/image";
import { nameFiletype } from "@/lib/images/media-type";
import { FilmMark, PageMark, PictureMark } from "./marks";

const MARKS = { image: PictureMark, video: FilmMark, file: PageMark } as const;

type KindPlaceholderProps = {
  image: Pick<ImageView, "kind" | "filetype">;
  name: string;
  className?: string;
};

/** What stands for a file that has no picture: a mark of its type and its name. */
export function KindPlaceholder({ image, name, className }: KindPlaceholderProps) {
  const Mark = MARKS[image.kind];
  return (
    <span
      className={cn("flex size-full flex-col items-center justify-center gap-1.5 p-3 text-muted", className)}
    >
      <Mark className="size-8 shrink-0" />
      <span className="text-xs font-medium">{nameFiletype(image.filetype)}</span>
      <span className="line-clamp-1 max-w-full text-center text-xs wrap-anywhere text-ink sm:line-clamp-2">
        {name}
      </span>
    </span>
  );
}
