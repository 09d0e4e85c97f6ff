import { type VariantProps, cva } from "class-variance-authority";

/**
 * The look of a button, for `Button` and for links that stand where a button could. Apart from it and without the
 * merging of class names, since public pages have such links and should load no script for them.
 */
export const buttonStyles = cva(
  [
    "relative inline-flex shrink-0 items-center justify-center gap-2 rounded-md border",
    "font-medium whitespace-nowrap select-none transition-colors",
    "pointer-coarse:min-h-11 pointer-coarse:min-w-11",
    "disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50",
    "[&_svg]:size-4.5 [&_svg]:shrink-0",
  ],
  {
    variants: {
      variant: {
        primary: "border-transparent bg-seal text-on-seal hover:bg-seal-strong",
        secondary: "border-edge/70 bg-surface text-ink hover:bg-sunken",
        quiet: "border-transparent text-ink hover:bg-sunken",
        danger: "border-transparent bg-danger-fill text-white hover:opacity-90",
        "quiet-danger": "border-transparent text-danger hover:bg-danger/10",
      },
      size: {
        medium: "h-9 px-3.5 text-sm",
        large: "h-11 px-4 text-base",
        icon: "size-9 text-sm",
      },
    },
    defaultVariants: { variant: "secondary", size: "medium" },
  },
);

export type ButtonLook = VariantProps<typeof buttonStyles>;
