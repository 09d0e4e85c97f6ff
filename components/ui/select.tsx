import type { ComponentProps } from "react";
import { cn } from "./class-names";
import { controlStyles } from "./input";

/** One of several, by the browser's own list. Give it a label with `Field`. */
export function Select({ className, ...props }: ComponentProps<"select">) {
  return <select className={cn(controlStyles, "h-10 pointer-coarse:h-11", className)} {...props} />;
}
