import type { NextConfig } from "next";
import { SECURITY_HEADERS } from "./lib/http/security-headers";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` proves the types of the whole project; a person who starts the product need not wait for it again.
  typescript: { ignoreBuildErrors: true },
  // Signed URLs are already the right size and must not be fetched, cached or re-served by an optimizer.
  images: { unoptimized: true },
  serverExternalPackages: ["@node-rs/argon2", "graphile-worker", "pg", "pino", "@prisma/client"],
  headers: () => Promise.resolve([{ source: "/:path*", headers: [...SECURITY_HEADERS] }]),
};

export default config;
