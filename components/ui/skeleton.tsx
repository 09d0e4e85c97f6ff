import { cn } from "./class-names";

/** Holds the place of what is loading, in its true size. Hidden from assistive technology. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-breathe rounded-md bg-sunken", className)} />;
}
