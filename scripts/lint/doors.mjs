// Which room opens which package, for the import rules in eslint.config.mjs.

/** Packages with one door: the rooms that may open it. Tests, commands and tools may too. */
export function doorsOf(rooms) {
  const names = Object.keys(rooms);
  return [
    { packages: ["@aws-sdk/*", "@smithy/*"], rooms: ["lib/storage"], says: "lib/storage alone speaks to S3" },
    {
      packages: ["@prisma/*", "prisma"],
      rooms: ["lib/db", "lib/db/generated"],
      says: "lib/db alone knows Prisma",
    },
    { packages: ["next-auth"], rooms: ["lib/auth"], says: "lib/auth alone knows how people sign in" },
    { packages: ["graphile-worker"], rooms: ["lib/jobs"], says: "lib/jobs alone knows the queue" },
    {
      packages: ["sharp", "libheif-js"],
      rooms: ["lib/variants"],
      says: "lib/variants alone decodes pictures, in its child process",
    },
    { packages: ["rate-limiter-flexible"], rooms: ["lib/limits"], says: "lib/limits alone counts" },
    {
      packages: ["next", "react", "react-dom"],
      rooms: names.filter((room) => !room.startsWith("lib/") || ["lib/auth", "lib/http"].includes(room)),
      says: "below the edge there is no framework: app, components, lib/http and lib/auth know it",
    },
  ];
}

/** Rooms that import these packages and no others. */
export const pure = {
  "components/signed-image": ["react", "thumbhash"],
  "lib/images": ["zod"],
  "lib/installation": [],
  "lib/contracts": ["zod"],
  "lib/signing": ["zod", "node:crypto"],
};
