"use client";

import { LogOut, Monitor, Moon, Sun } from "lucide-react";
import {
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  OpenedMenu,
} from "@/components/ui/menu";
import type { OpenedMenuProps } from "@/components/ui/menu-button";
import { showToast } from "@/components/ui/toast";
import type { Role } from "@/lib/images/viewer";
import { paths } from "@/lib/paths";
import { signOut } from "./auth-requests";
import { forgetPictures } from "./kept-pictures";
import { type Theme, parseTheme } from "./theme";
import { useTheme } from "./theme-scope";

const ROLE_WORDS: Readonly<Record<Role, { title: string; may: string }>> = {
  viewer: { title: "Viewer", may: "You may see all images." },
  editor: { title: "Editor", may: "You may upload, and change your own images." },
  admin: { title: "Administrator", may: "You may upload, and change every image." },
};

const THEME_CHOICES: readonly { theme: Theme; label: string; Icon: typeof Sun }[] = [
  { theme: "system", label: "Like the system", Icon: Monitor },
  { theme: "light", label: "Light", Icon: Sun },
  { theme: "dark", label: "Dark", Icon: Moon },
];

/** What the account menu offers. Loaded when the menu is opened. */
export function AccountChoices({ trigger, role }: OpenedMenuProps & { readonly role: Role }) {
  const { theme, choose } = useTheme();
  return (
    <OpenedMenu trigger={trigger}>
      <div className="px-2.5 pt-1.5 pb-1">
        <p className="font-medium">{ROLE_WORDS[role].title}</p>
        <p className="text-xs text-muted">{ROLE_WORDS[role].may}</p>
      </div>
      <MenuSeparator />
      <MenuLabel id="theme-label">Theme</MenuLabel>
      <MenuRadioGroup
        aria-labelledby="theme-label"
        value={theme}
        onValueChange={(value) => choose(parseTheme(value))}
      >
        {THEME_CHOICES.map(({ theme: value, label, Icon }) => (
          <MenuRadioItem key={value} value={value} onSelect={keepOpen}>
            <span className="flex items-center gap-2.5">
              <Icon aria-hidden className="text-muted" />
              {label}
            </span>
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
      <MenuSeparator />
      <MenuItem onSelect={() => void leave()}>
        <LogOut aria-hidden className="text-muted" />
        Sign out
      </MenuItem>
    </OpenedMenu>
  );
}

async function leave(): Promise<void> {
  try {
    await signOut();
    await forgetPictures().catch(() => undefined);
    // A full load: nothing of the session may stay in memory.
    window.location.assign(paths.home());
  } catch {
    showToast("error", "You are still signed in: the server does not answer. Try again.");
  }
}

function keepOpen(event: Event): void {
  event.preventDefault();
}
