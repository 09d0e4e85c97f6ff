import type { ComponentProps } from "react";
import { cn } from "./class-names";

/** One of several, by the browser's own list. Give it a label with `Field`. */
export function Select({ className, ...props }: ComponentProps<"select">) {
  return <select className={cn("control control-line", className)} {...props} />;
}
