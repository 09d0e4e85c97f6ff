import { Upload } from "lucide-react";

/** Says, while files are dragged over the window, that they may be dropped anywhere. */
export function DropOverlay() {
  return (
    <div
      aria-hidden
      className="pointer-events-none fixed inset-0 z-60 grid animate-appear place-items-center bg-canvas/85 p-4"
    >
      <div className="grid size-full place-items-center rounded-lg border-2 border-dashed border-seal-ink">
        <div className="flex flex-col items-center gap-3 text-center">
          <Upload className="size-8 text-seal-ink" />
          <p className="text-lg font-medium">Drop to upload</p>
          <p className="text-muted">Images and whole folders</p>
        </div>
      </div>
    </div>
  );
}
