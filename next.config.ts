import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Signed URLs are already the right size and must not be fetched, cached or re-served by an optimizer.
  images: { unoptimized: true },
  serverExternalPackages: ["@node-rs/argon2", "graphile-worker", "pg", "pino", "@prisma/client"],
};

export default config;
