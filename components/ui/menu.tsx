"use client";

import { Check } from "lucide-react";
import * as DropdownMenu from "radix-ui/dropdown-menu";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";
import type { OpenedMenuProps } from "./menu-button";

/**
 * A menu that begins open. It leaves the rest of the page alone: one that hid it would take the landmarks away for
 * nothing. Its content stands beside its trigger in the document, and so in the same landmark.
 */
export function OpenedMenu({ trigger, children }: OpenedMenuProps & { children: ReactNode }) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Content
        align="end"
        sideOffset={6}
        collisionPadding={8}
        className={cn(
          "z-50 min-w-52 animate-appear rounded-lg border border-line bg-raised p-1.5 text-ink shadow-float",
          "max-h-(--radix-dropdown-menu-content-available-height) overflow-y-auto",
        )}
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

export const MenuRadioGroup = DropdownMenu.RadioGroup;

const itemStyles = cn(
  "flex min-h-9 w-full cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm outline-none select-none",
  "pointer-coarse:min-h-11 data-[highlighted]:bg-sunken data-[disabled]:opacity-50",
  "[&_svg]:size-4.5 [&_svg]:shrink-0",
);

export function MenuItem({ className, ...props }: ComponentProps<typeof DropdownMenu.Item>) {
  return <DropdownMenu.Item className={cn(itemStyles, className)} {...props} />;
}

/** One of several; the chosen one bears a tick. */
export function MenuRadioItem({
  className,
  children,
  ...props
}: ComponentProps<typeof DropdownMenu.RadioItem>) {
  return (
    <DropdownMenu.RadioItem className={cn(itemStyles, className)} {...props}>
      <span className="flex-1">{children}</span>
      <DropdownMenu.ItemIndicator>
        <Check aria-hidden className="text-seal-ink" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.RadioItem>
  );
}

export function MenuLabel({ className, ...props }: ComponentProps<typeof DropdownMenu.Label>) {
  return <DropdownMenu.Label className={cn("px-2.5 pt-2 pb-1 text-xs text-muted", className)} {...props} />;
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="mx-1 my-1.5 h-px bg-line" />;
}
