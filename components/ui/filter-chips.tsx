import { X } from "lucide-react";
import Link from "next/link";
import { cn } from "./class-names";

export type FilterChip = {
  readonly label: string;
  /** The address of the same list without this filter. */
  readonly href: string;
};

/** What narrows a list at present; each is taken back by its chip. Nothing when nothing does. */
export function FilterChips({ filters, className }: { filters: readonly FilterChip[]; className?: string }) {
  if (filters.length === 0) return null;
  return (
    <ul aria-label="Filters in use" className={cn("flex flex-wrap gap-2", className)}>
      {filters.map(({ label, href }) => (
        <li key={label} className="min-w-0">
          <Link
            href={href}
            prefetch={false}
            className="inline-flex h-9 max-w-full items-center gap-1.5 rounded-md bg-sunken pr-2 pl-3 transition-colors hover:bg-line pointer-coarse:h-11"
          >
            <span className="sr-only">Remove filter: </span>
            <span className="max-w-56 truncate">{label}</span>
            <X aria-hidden className="size-4 shrink-0 text-muted" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
