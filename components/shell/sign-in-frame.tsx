import type { ReactNode } from "react";
import { paths } from "@/lib/paths";
import { Mark } from "./mark";
import type { Theme } from "./theme";

/** The page of the one door in: the mark, the form, and nothing that leads astray. */
export function SignInFrame({ theme, children }: { theme: Theme; children: ReactNode }) {
  return (
    <main
      data-theme={theme}
      className="mx-auto flex min-h-dvh w-full max-w-sm flex-col px-6 pt-[12svh] pb-12 sm:pt-[18svh]"
    >
      <a href={paths.home()} aria-label="Signet, to the public images" className="self-start rounded-full">
        <Mark size="size-11" />
      </a>
      <h1 className="mt-6 mb-7 text-xl font-medium">Sign in to Signet</h1>
      {children}
    </main>
  );
}
