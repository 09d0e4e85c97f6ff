import type { ReactNode } from "react";

type SectionProps = {
  title: string;
  /** One line: what there is, or that there is nothing. */
  summary?: ReactNode;
  /** What can be done about all of it. */
  actions?: ReactNode;
  children?: ReactNode;
};

/** One part of the page: a heading, a line, what can be done, and rows. */
export function Section({ title, summary, actions, children }: SectionProps) {
  return (
    <section className="space-y-3">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="text-base font-medium">{title}</h2>
          {summary === undefined ? null : <p className="text-pretty text-muted">{summary}</p>}
        </div>
        {actions === undefined ? null : <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** Rows between hairlines. */
export function Rows({ children }: { children: ReactNode }) {
  return <ul className="divide-y divide-line border-y border-line">{children}</ul>;
}

type RowProps = {
  title: ReactNode;
  children: ReactNode;
  action?: ReactNode;
};

export function Row({ title, children, action }: RowProps) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium wrap-anywhere">{title}</p>
        <p className="mt-0.5 text-xs text-muted tabular-nums wrap-anywhere">{children}</p>
      </div>
      {action}
    </li>
  );
}

/** Says that a list was cut off. */
export function AndMore() {
  return <p className="text-muted">… and more.</p>;
}
