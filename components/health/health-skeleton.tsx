import { Page } from "@/components/ui/page/page";
import { Skeleton } from "@/components/ui/skeleton";

const ROWS = [0, 1, 2, 3, 4, 5];

/** The page while its last report is on its way. */
export function HealthSkeleton() {
  return (
    <Page
      title="Health"
      action={<Skeleton className="h-9 w-24" />}
      summary={<Skeleton className="mt-1 h-4 w-40" />}
    >
      <Skeleton className="h-11 w-full" />
      <div className="divide-y divide-line border-y border-line">
        {ROWS.map((row) => (
          <div key={row} className="flex gap-3 py-3">
            <Skeleton className="size-4.5" />
            <div className="flex flex-1 flex-col gap-2">
              <Skeleton className="h-4 w-36" />
              <Skeleton className="h-4 w-full" />
            </div>
          </div>
        ))}
      </div>
    </Page>
  );
}
