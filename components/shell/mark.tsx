import { cn } from "@/components/ui/class-names";

/** The seal. Decorative: the word beside it, or the link around it, says the name. */
export function Mark({ size = "size-7" }: { size?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className={cn(size, "shrink-0")}>
      <circle cx="16" cy="16" r="16" className="fill-seal" />
      <circle cx="16" cy="16" r="12.75" fill="none" stroke="#fff" strokeOpacity="0.45" />
      <path
        d="M20.1 12.3c-.55-1.75-2.1-2.8-4.1-2.8-2.4 0-4.15 1.3-4.15 3.25 0 4.5 8.5 2 8.5 6.6 0 1.95-1.85 3.25-4.3 3.25-2.2 0-3.9-1.15-4.4-3.05"
        fill="none"
        stroke="#fff"
        strokeWidth="2.3"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** The seal and the name. */
export function WordMark({ className }: { className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2.5 text-base font-medium tracking-tight", className)}>
      <Mark />
      Signet
    </span>
  );
}
