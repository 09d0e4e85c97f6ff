import { withFailureCode } from "@/app/with-failure-code";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { AccountMenu } from "@/components/shell/account-menu";
import { AdminFrame } from "@/components/shell/admin-frame";
import { PictureKeeper } from "@/components/shell/picture-keeper";
import { SearchForm } from "@/components/shell/search-form";
import { ThemeScope } from "@/components/shell/theme-scope";
import { THEME_COOKIE, parseTheme } from "@/components/shell/theme";
import { Toaster } from "@/components/ui/toaster";
import { UploadButton } from "@/components/upload/upload-button";
import { UploadProvider } from "@/components/upload/upload-provider";
import { identifyPerson } from "@/lib/auth/viewer";
import { env } from "@/lib/env";
import { policyOf } from "@/lib/images/upload/upload-policy";
import { AppError } from "@/lib/errors";
import { ANONYMOUS, proveAdmin, proveEditor, type Viewer } from "@/lib/images/viewer";

/**
 * The frame of the signed-in pages. It asks for no proof: each page asks for its own, and knows where to come back
 * to.
 */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const viewer = await withFailureCode(identifyForFrame());
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  const editor = proveEditor(viewer);
  const frame = (
    <AdminFrame
      search={<SearchForm />}
      upload={
        editor ? <UploadButton className="max-sm:px-0 max-sm:[&>span]:sr-only sm:justify-start" /> : null
      }
      isAdmin={proveAdmin(viewer) !== null}
      account={viewer.kind === "user" ? <AccountMenu role={viewer.role} /> : null}
    >
      {children}
    </AdminFrame>
  );
  return (
    <ThemeScope initial={theme}>
      <UploadProvider policy={policyOf(env())} personId={editor?.id ?? null}>
        {frame}
      </UploadProvider>
      <Toaster />
      <PictureKeeper personId={viewer.kind === "user" ? viewer.id : null} />
    </ThemeScope>
  );
}

/** While the database does not answer, nobody is known: the frame stands all the same, and the page in it tells of that. */
async function identifyForFrame(): Promise<Viewer> {
  try {
    return (await identifyPerson()).viewer;
  } catch (error) {
    if (error instanceof AppError && error.code === "database_unavailable") return ANONYMOUS;
    throw error;
  }
}
