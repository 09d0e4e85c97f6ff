import type { Metadata } from "next";
import { cookies } from "next/headers";
import { z } from "zod";
import { PictureKeeper } from "@/components/shell/picture-keeper";
import { SignInForm } from "@/components/shell/sign-in-form";
import { SignInFrame } from "@/components/shell/sign-in-frame";
import { THEME_COOKIE, parseTheme } from "@/components/shell/theme";
import { listSignInProviders } from "@/lib/auth/providers";
import { parsePageQuery } from "@/lib/http/page-input";
import { parseNextPath } from "@/lib/paths";

export const metadata: Metadata = { title: "Sign in", robots: { index: false } };

const query = z.object({ next: z.string().optional(), error: z.string().max(100).optional() });

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { next, error } = parsePageQuery(query, await searchParams);
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <SignInFrame theme={theme}>
      <SignInForm next={parseNextPath(next)} providers={listSignInProviders()} error={error} />
      <PictureKeeper personId={null} />
    </SignInFrame>
  );
}
