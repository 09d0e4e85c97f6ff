"use client";

import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";
import { paths } from "@/lib/paths";
import { Spinner } from "@/components/ui/spinner";

type NavigationLinkProps = { href: string; label: string; icon: ReactNode };

/** One entry of the main navigation; knows whether its page, or a page below it, is open. */
export function NavigationLink({ href, label, icon }: NavigationLinkProps) {
  const pathname = usePathname();
  const exact = pathname === href;
  // The gallery is at the root of what else there is, but its images' pages alone are below it.
  const below = href === paths.gallery() ? paths.image("") : `${href}/`;
  const here = exact || (href !== paths.home() && pathname.startsWith(below));
  return (
    <li>
      <Link
        href={href}
        prefetch={false}
        aria-current={exact ? "page" : here ? "true" : undefined}
        className={cn(
          "flex items-center rounded-md transition-colors [&_svg]:size-5 [&_svg]:shrink-0",
          "max-lg:h-14 max-lg:flex-col max-lg:gap-0.5 max-lg:pt-2.25 max-lg:text-xs max-lg:focus-visible:-outline-offset-2",
          "lg:min-h-10 lg:gap-3 lg:px-3",
          here
            ? "font-medium text-seal-ink lg:bg-sunken lg:text-ink"
            : "text-muted hover:text-ink lg:hover:bg-sunken",
          here && "lg:[&_svg]:text-seal-ink",
        )}
      >
        <PendingIcon icon={icon} />
        {label}
      </Link>
    </li>
  );
}

/** Turns while the page that the link leads to is on its way. */
function PendingIcon({ icon }: { icon: ReactNode }) {
  return useLinkStatus().pending ? <Spinner /> : icon;
}
