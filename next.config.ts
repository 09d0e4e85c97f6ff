import type { NextConfig } from "next";
import { SECURITY_HEADERS, STABLE_ADDRESS_HEADERS } from "./lib/http/security-headers";

/** What the decoder's process reads by itself (lib/variants), so that no bundle names it. */
const DECODER_FILES = [
  "lib/variants/**/*.ts",
  "lib/images/variant.ts",
  ...["sharp", "@img", "detect-libc", "semver", "libheif-js", "thumbhash"].map(
    (name) => `node_modules/${name}/**/*`,
  ),
];

/**
 * What the public pages show is kept; the pages around it are made for each request, with its nonce. Next would have
 * `cacheComponents` instead, which makes their shells ahead, without one.
 */
const KEEPING = { useCache: true };

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` proves the types of the whole project; a person who starts the product need not wait for it again.
  typescript: { ignoreBuildErrors: true },
  // Signed URLs are already the right size and must not be fetched, cached or re-served by an optimizer.
  images: { unoptimized: true },
  experimental: KEEPING,
  serverExternalPackages: ["@node-rs/argon2", "graphile-worker", "pg", "pino", "@prisma/client"],
  outputFileTracingIncludes: { "/images/**": DECODER_FILES, "/api/cron/**": DECODER_FILES },
  // Of two that say the same thing differently, the later one counts.
  headers: () =>
    Promise.resolve([
      { source: "/:path*", headers: [...SECURITY_HEADERS] },
      { source: "/images/:id/content", headers: [...STABLE_ADDRESS_HEADERS] },
    ]),
};

export default config;
