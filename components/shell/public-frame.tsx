import type { ReactNode } from "react";
import { buttonStyles } from "@/components/ui/button-styles";
import { paths } from "@/lib/paths";
import { WordMark } from "./mark";
import { CONTENT_ID, SkipLink } from "./skip-link";

/**
 * The frame of the pages that anyone may read. Plain links instead of the router's: these pages are cached, small
 * and need no script to be walked through.
 */
export function PublicFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <SkipLink />
      <header className="flex h-(--top-bar) items-center justify-between px-4 md:px-6">
        <a href={paths.home()} className="flex min-h-11 items-center rounded-md">
          <WordMark />
        </a>
        <a href={paths.signIn()} className={buttonStyles({ variant: "quiet", className: "-mr-2" })}>
          Sign in
        </a>
      </header>
      <main id={CONTENT_ID} tabIndex={-1} className="pb-12 outline-none">
        {children}
      </main>
    </>
  );
}
