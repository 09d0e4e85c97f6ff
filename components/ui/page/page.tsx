import type { ReactNode } from "react";

type PageProps = {
  title: string;
  /** A line under the title: what the page shows, or from when it is. */
  summary?: ReactNode;
  /** The one action of the page; stands beside the title. */
  action?: ReactNode;
  children: ReactNode;
};

/** A page of sections under one title, which stands where every other page has its own. */
export function Page({ title, summary, action, children }: PageProps) {
  return (
    <div className="relative max-w-4xl px-4 pb-10">
      <header>
        <div className="flex min-h-14 items-center justify-between gap-4 py-2 pointer-coarse:min-h-15">
          <h1 className="text-lg font-medium">{title}</h1>
          {action}
        </div>
        {summary === undefined ? null : (
          <div className="-mt-1.5 text-pretty text-muted tabular-nums">{summary}</div>
        )}
      </header>
      <div className="mt-6 space-y-10">{children}</div>
    </div>
  );
}
