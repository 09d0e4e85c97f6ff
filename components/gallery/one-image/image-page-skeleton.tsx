import { Skeleton } from "@/components/ui/skeleton";

/** The page of one image on its way, in the layout that it will have. */
export function ImagePageSkeleton() {
  return (
    <div className="lg:grid lg:grid-cols-[minmax(0,1fr)_24rem]">
      <h1 className="sr-only">Image</h1>
      <p role="status" className="sr-only">
        Loading the image
      </p>
      <div className="grid h-[60svh] place-items-center bg-stage lg:h-[calc(100dvh-var(--top-bar))]" />
      <div className="flex flex-col gap-6 p-4 md:p-6 lg:border-l lg:border-line">
        <div className="flex justify-between">
          <Skeleton className="h-9 w-24" />
          <Skeleton className="h-9 w-28" />
        </div>
        <Skeleton className="h-7 w-3/4" />
        <Skeleton className="h-10" />
        <Skeleton className="h-20" />
        <Skeleton className="h-32" />
        <Skeleton className="h-9 w-20" />
      </div>
    </div>
  );
}
