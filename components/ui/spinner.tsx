import { LoaderCircle } from "lucide-react";
import { cn } from "./class-names";

/** A turning mark beside words that say what is under way. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={cn("size-4.5 animate-turn", className)} />;
}
