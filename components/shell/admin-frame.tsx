import { CloudUpload, Globe, HeartPulse, Images, ScrollText } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";
import { paths } from "@/lib/paths";
import { Mark } from "./mark";
import { NavigationLink } from "./navigation-link";
import { CONTENT_ID, SkipLink } from "./skip-link";

/**
 * The columns of the top bar, and the places of the navigation, are known where each begins: what has arrived of the
 * document is shown, and must not move when the rest comes.
 */
const BAR_COLUMNS = {
  upload:
    "grid-cols-[auto_minmax(0,1fr)_2.75rem_2.75rem] sm:grid-cols-[auto_minmax(0,1fr)_6.5rem_2.25rem] sm:pointer-coarse:grid-cols-[auto_minmax(0,1fr)_6.5rem_2.75rem]",
  noUpload: "grid-cols-[auto_minmax(0,1fr)_2.25rem] pointer-coarse:grid-cols-[auto_minmax(0,1fr)_2.75rem]",
} as const;

type AdminFrameProps = {
  search: ReactNode;
  /** Nothing for people who may not upload. */
  upload: ReactNode;
  account: ReactNode;
  /** Shows what only admins may open. */
  isAdmin: boolean;
  children: ReactNode;
};

/** The frame of the pages behind the sign-in: top bar, navigation at the left or at the bottom, content. */
export function AdminFrame({ search, upload, account, isAdmin, children }: AdminFrameProps) {
  return (
    <>
      <SkipLink />
      <header
        className={cn(
          "sticky top-0 z-30 grid has-data-[state=open]:z-50 h-(--top-bar) items-center gap-2 border-b border-line bg-canvas px-3 md:gap-3 md:px-4",
          BAR_COLUMNS[upload === null ? "noUpload" : "upload"],
        )}
      >
        <Link
          href={paths.gallery()}
          prefetch={false}
          className="flex min-h-11 min-w-11 items-center gap-2.5 rounded-md text-base font-medium tracking-tight max-lg:justify-center lg:w-46 lg:px-2"
        >
          <Mark />
          <span className="max-lg:sr-only">Signet</span>
        </Link>
        {search}
        {upload}
        {account}
      </header>
      <div className="lg:grid lg:grid-cols-[13rem_minmax(0,1fr)]">
        <Navigation isAdmin={isAdmin} />
        <main id={CONTENT_ID} tabIndex={-1} data-tray-room className="pb-(--bottom-bar) outline-none">
          {children}
        </main>
      </div>
    </>
  );
}

function Navigation({ isAdmin }: { isAdmin: boolean }) {
  return (
    <nav
      aria-label="Main"
      data-bottom-bar
      className="z-30 border-line bg-canvas max-lg:fixed max-lg:inset-x-0 max-lg:bottom-0 max-lg:border-t max-lg:pb-[env(safe-area-inset-bottom)] lg:sticky lg:top-(--top-bar) lg:h-[calc(100dvh-var(--top-bar))] lg:border-r lg:p-3"
    >
      <ul className={cn("grid lg:gap-1", isAdmin ? "max-lg:grid-cols-5" : "max-lg:grid-cols-2")}>
        <NavigationLink href={paths.gallery()} label="Gallery" icon={<Images aria-hidden />} />
        <NavigationLink href={paths.home()} label="Public page" icon={<Globe aria-hidden />} />
        {isAdmin ? (
          <>
            <NavigationLink href={paths.uploads()} label="Uploads" icon={<CloudUpload aria-hidden />} />
            <NavigationLink href={paths.audit()} label="Audit" icon={<ScrollText aria-hidden />} />
            <NavigationLink href={paths.health()} label="Health" icon={<HeartPulse aria-hidden />} />
          </>
        ) : null}
      </ul>
    </nav>
  );
}
