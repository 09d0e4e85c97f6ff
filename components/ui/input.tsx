import type { ComponentProps } from "react";
import { cn } from "./class-names";

/** One line of text. Give it a label with `Field`. */
export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn("control control-line", className)} {...props} />;
}

/** Several lines of text; grows with what is written where the browser can. */
export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea className={cn("control field-sizing-content min-h-20 resize-y py-2", className)} {...props} />
  );
}
