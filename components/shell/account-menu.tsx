"use client";

import { UserRound } from "lucide-react";
import { MenuButton } from "@/components/ui/menu-button";
import type { Role } from "@/lib/images/viewer";

const load = () => import("./account-choices").then(({ AccountChoices }) => AccountChoices);

/** Who is signed in, how the pages look, and the way out. */
export function AccountMenu({ role }: { role: Role }) {
  return (
    <MenuButton label="Account" variant="quiet" size="icon" load={load} given={{ role }}>
      <UserRound aria-hidden />
    </MenuButton>
  );
}
