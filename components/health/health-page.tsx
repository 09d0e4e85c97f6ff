import type { ReactNode } from "react";

type HealthPageProps = { action: ReactNode; note: ReactNode; children: ReactNode };

/** The page's frame: its name, when it was last run, one action. */
export function HealthPage({ action, note, children }: HealthPageProps) {
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-6 p-4 md:p-6">
      <header className="flex items-start justify-between gap-4">
        <div>
          <h1 className="text-lg font-medium">Health</h1>
          <p className="text-muted tabular-nums">{note}</p>
        </div>
        {action}
      </header>
      {children}
    </div>
  );
}

export function HealthGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-1 font-medium">{title}</h2>
      {children}
    </section>
  );
}
