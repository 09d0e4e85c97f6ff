import "./globals.css";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { preload } from "react-dom";

/** Each page's scripts carry the nonce of its own answer, so no page is made ahead of its request. */
export const dynamic = "force-dynamic";

const interLatin = new URL(
  "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  import.meta.url,
).toString();

export const metadata: Metadata = {
  title: { default: "Signet", template: "%s · Signet" },
  description: "Private images on our own storage, shown through short-lived signed links.",
  applicationName: "Signet",
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#faf9f7" },
    { media: "(prefers-color-scheme: dark)", color: "#131211" },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  preload(interLatin, { as: "font", type: "font/woff2", crossOrigin: "anonymous" });
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
