"use client";

import { type ComponentType, type ReactElement, type ReactNode, useState } from "react";
import { type ButtonLook, buttonStyles } from "./button-styles";
import { showToast } from "./toast";

/** What a loaded menu gets: the button that opens it, to be its trigger. It begins open. */
export type OpenedMenuProps = { readonly trigger: ReactElement };

type MenuButtonProps<Given> = ButtonLook & {
  /** Names the button where its content does not. */
  label?: string;
  className?: string;
  children: ReactNode;
  /** Loads the menu; may be called again. */
  load: () => Promise<ComponentType<OpenedMenuProps & Given>>;
  /** What else the menu gets. */
  given: Given;
};

/**
 * A button with a menu that is loaded when somebody comes near: what shows menus weighs more than the page around
 * them, and most visits open none.
 */
export function MenuButton<Given extends object>(props: MenuButtonProps<Given>) {
  const { label, variant, size, className, children, load, given } = props;
  const [Menu, setMenu] = useState<ComponentType<OpenedMenuProps & Given> | null>(null);
  const look = {
    "aria-label": label,
    className: buttonStyles({ variant, size, className: className ?? "" }),
  };
  if (Menu !== null) {
    const trigger = (
      <button type="button" {...look}>
        {children}
      </button>
    );
    return <Menu {...given} trigger={trigger} />;
  }
  const prepare = () => void load().catch(() => undefined);
  const open = () => {
    load().then(
      (loaded) => setMenu(() => loaded),
      () => showToast("error", "The menu could not be loaded. Check your connection and try again."),
    );
  };
  return (
    <button
      type="button"
      {...look}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={prepare}
      onFocus={prepare}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown") return;
        event.preventDefault();
        open();
      }}
    >
      {children}
    </button>
  );
}
