import type { ComponentProps } from "react";
import { cn } from "./class-names";

export const controlStyles = cn(
  "block w-full rounded-md border border-edge bg-surface px-3 text-base text-ink md:text-sm",
  "transition-colors hover:border-ink/60",
  "focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-seal-ink",
  "disabled:opacity-60 aria-invalid:border-danger aria-invalid:outline-danger",
);

/** One line of text. Give it a label with `Field`. */
export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(controlStyles, "h-10 pointer-coarse:h-11", className)} {...props} />;
}

/** Several lines of text; grows with what is written where the browser can. */
export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      className={cn(controlStyles, "field-sizing-content min-h-20 resize-y py-2", className)}
      {...props}
    />
  );
}
