// What the build hands to browsers, or keeps of pages that it has made: no secret, nothing of the server, no signed URL.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "@/scripts/project-root";
import { readEnvironment } from "../support/environment";

const read = (patterns: string[]) =>
  globSync(patterns, { cwd: join(projectRoot, ".next") }).map(
    (file) => [file, readFileSync(join(projectRoot, ".next", file), "utf8")] as const,
  );

/** What only the server needs to know, by the name of its setting or by what the code of it says. */
const OF_THE_SERVER =
  /DATABASE_URL|NEXTAUTH_SECRET|CRON_SECRET|AWS_SECRET_ACCESS_KEY|CLOUDFRONT_PRIVATE_KEY|ADMIN_PASSWORD|CLIENT_SECRET|PrismaClient|graphile_worker|aws4_request|node-rs/;

describe("The files that the build made", () => {
  it("for browsers hold nothing of the server", () => {
    const files = read(["static/**/*.{js,css,json,map,html}"]);
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter(([, text]) => OF_THE_SERVER.test(text)).map(([file]) => file)).toEqual([]);
    // Next writes a map of nothing for one chunk.
    const maps = files.filter(([file]) => file.endsWith(".map"));
    expect(maps.filter(([, text]) => /"sources(?:Content)?":\s*\[\s*[^\s\]]/.test(text))).toEqual([]);
  });

  it("hold no value of a secret, for browsers or for itself, and no signed URL", () => {
    const { NEXTAUTH_SECRET, CRON_SECRET, AWS_SECRET_ACCESS_KEY, ADMIN_PASSWORD, DATABASE_URL } =
      readEnvironment();
    const secrets = [NEXTAUTH_SECRET, CRON_SECRET, AWS_SECRET_ACCESS_KEY, ADMIN_PASSWORD, DATABASE_URL];
    const files = read(["static/**/*.{js,css,json,html}", "server/**/*.{js,json,html,rsc,body,meta}"]);
    expect(files.length).toBeGreaterThan(20);
    const telling = files.filter(
      ([, text]) => secrets.some((secret) => text.includes(secret)) || /X-Amz-Signature=[0-9a-f]/.test(text),
    );
    expect(telling.map(([file]) => file)).toEqual([]);
  });
});
