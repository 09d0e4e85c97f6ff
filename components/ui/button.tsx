import type { ComponentProps } from "react";
import { type ButtonLook, buttonStyles } from "./button-styles";
import { cn } from "./class-names";
import { Spinner } from "./spinner";

export { buttonStyles } from "./button-styles";

export type ButtonProps = ComponentProps<"button"> &
  ButtonLook & {
    /** Something is under way: a turning mark is shown and the button stays focused, but does nothing more. */
    busy?: boolean;
  };

/** A control that does something; its text is a verb. Icon-only buttons need an `aria-label`. */
export function Button({ className, variant, size, busy, children, ...props }: ButtonProps) {
  const stopped = busy === true ? { "aria-disabled": true, onClick: stop } : {};
  return (
    <button type="button" className={cn(buttonStyles({ variant, size }), className)} {...props} {...stopped}>
      {busy === true ? <Spinner /> : null}
      {children}
    </button>
  );
}

function stop(event: { preventDefault: () => void }): void {
  event.preventDefault();
}
