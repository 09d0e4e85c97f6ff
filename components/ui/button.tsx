import { type VariantProps, cva } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./class-names";
import { Spinner } from "./spinner";

const styles = cva(
  [
    "relative inline-flex shrink-0 items-center justify-center gap-2 rounded-md border border-transparent",
    "text-sm font-medium whitespace-nowrap select-none transition-colors",
    "pointer-coarse:min-h-11 pointer-coarse:min-w-11",
    "disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50",
    "[&_svg]:size-4.5 [&_svg]:shrink-0",
  ],
  {
    variants: {
      variant: {
        primary: "bg-seal text-on-seal hover:bg-seal-strong",
        secondary: "border-edge/70 bg-surface text-ink hover:bg-sunken",
        quiet: "text-ink hover:bg-sunken",
        danger: "bg-danger-fill text-white hover:opacity-90",
        "quiet-danger": "text-danger hover:bg-danger/10",
      },
      size: {
        medium: "h-9 px-3.5",
        large: "h-11 px-4 text-base",
        icon: "size-9 p-0",
      },
    },
    defaultVariants: { variant: "secondary", size: "medium" },
  },
);

type ButtonLook = VariantProps<typeof styles> & { className?: string | undefined };

/** The look of a button, also for links that stand where a button could. */
export function buttonStyles({ className, ...look }: ButtonLook = {}): string {
  return cn(styles(look), className);
}

export type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof styles> & {
    /** Something is under way: a turning mark is shown and the button stays focused, but does nothing more. */
    busy?: boolean;
  };

/** A control that does something; its text is a verb. Icon-only buttons need an `aria-label`. */
export function Button({ className, variant, size, busy, children, ...props }: ButtonProps) {
  const stopped = busy === true ? { "aria-disabled": true, onClick: stop } : {};
  return (
    <button type="button" className={buttonStyles({ variant, size, className })} {...props} {...stopped}>
      {busy === true ? <Spinner /> : null}
      {children}
    </button>
  );
}

function stop(event: { preventDefault: () => void }): void {
  event.preventDefault();
}
