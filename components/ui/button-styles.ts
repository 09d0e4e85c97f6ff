/**
 * The look of a button, for `Button` and for links that stand where a button could. The looks themselves are in
 * app/globals.css: public pages have such links too, and should load no script for them.
 */
export type ButtonLook = {
  variant?: "primary" | "secondary" | "quiet" | "danger" | "quiet-danger" | undefined;
  size?: "small" | "medium" | "large" | "icon" | undefined;
};

export function buttonStyles({
  variant = "secondary",
  size = "medium",
  className = "",
}: ButtonLook & { className?: string } = {}): string {
  return `button button-${variant} button-${size} ${className}`;
}
