import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findDeadMentions } from "@/scripts/check/docs";
import { findMissingPackages } from "@/scripts/check/lock-file";
import { findBreakingMigrations } from "@/scripts/check/migrations";
import { findLongModules } from "@/scripts/check/sizes";
import { runTool } from "@/scripts/check/tool";
import { defaultSchemaFile } from "@/scripts/db/project-files";
import { findSchemaDifference } from "@/scripts/db/schema-difference";
import { projectRoot } from "@/scripts/project-root";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "signet-bite-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A small project of its own, which begins as one that nothing is wrong with. */
function write(files: Record<string, string>): string {
  const root = mkdtempSync(join(folder, "project-"));
  const all = { "package.json": '{ "scripts": { "start": "true" } }', "lib/env.ts": "", ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

describe("the linter", () => {
  // Without the rules that need types: those would read the whole project for every line here.
  const eslint = new ESLint({ cwd: projectRoot, overrideConfig: [tseslint.configs.disableTypeChecked] });

  async function complaintsAbout(file: string, text: string): Promise<string[]> {
    const [result] = await eslint.lintText(text, { filePath: join(projectRoot, file) });
    return (result?.messages ?? []).map(({ ruleId, message }) => `${String(ruleId)}: ${message}`);
  }

  const importing = (source: string) => `import * as it from "${source}";\nconsole.log(it);\n`;

  it.each([
    ["app/page-x.ts", "@/lib/db/client", "belongs in lib/operations"],
    ["app/page-x.ts", "@/lib/storage/object-storage", "belongs in lib/operations"],
    ["app/page-x.ts", "@/scripts/project-root", "app only translates"],
    ["components/gallery/x.ts", "@/lib/operations/images/list-images", "Let the page in app fetch"],
    ["components/gallery/x.ts", "@/components/upload/upload-provider", "meet only there"],
    ["components/upload/x.ts", "@/lib/env", "lib/contracts"],
    ["components/ui/x.ts", "@/lib/images/image", "different product"],
    ["lib/images/x.ts", "@/lib/env", "The core is pure"],
    ["lib/images/x.ts", "react", "The core is pure"],
    ["lib/images/x.ts", "node:fs", "The core is pure"],
    ["lib/signing/x.ts", "@aws-sdk/client-s3", "The signer is pure"],
    ["lib/contracts/x.ts", "@/lib/db/client", "shared with the browser"],
    ["lib/operations/x.ts", "./images/list-images", "never in another operation"],
    ["lib/operations/x.ts", "@/lib/http/problem", "Requests belong in lib/http"],
    ["lib/operations/x.ts", "next/headers", "there is no framework"],
    ["lib/operations/x.ts", "@aws-sdk/client-s3", "lib/storage alone speaks to S3"],
    ["lib/operations/x.ts", "@/dev/postgres", "An operation is one verb"],
    ["lib/http/x.ts", "@/lib/operations/images/list-images", "which the route calls"],
    ["lib/http/x.ts", "next-auth", "lib/auth alone"],
    ["lib/db/x.ts", "@/lib/storage/object-storage", "Rows, and nothing else"],
    ["lib/storage/x.ts", "@/lib/db/client", "Objects in a bucket, and nothing else"],
    ["lib/storage/x.ts", "@prisma/client", "lib/db alone knows Prisma"],
    ["lib/auth/x.ts", "@/lib/operations/images/list-images", "is an operation"],
    ["lib/jobs/x.ts", "@/lib/http/problem", "The queue calls operations"],
    ["lib/limits/x.ts", "@/lib/db/client", "Counting calls, and nothing else"],
    ["lib/http/x.ts", "rate-limiter-flexible", "lib/limits alone"],
    ["lib/auth/x.ts", "graphile-worker", "lib/jobs alone"],
    ["dev/x.ts", "@/lib/env", "they share nothing with lib"],
    ["tests/contract/x.test.ts", "@/lib/db/generated/client", "not the generated client"],
  ])("refuses that %s imports %s, and says where it belongs", async (file, source, advice) => {
    const complaints = await complaintsAbout(file, importing(source));
    expect(complaints).toEqual([expect.stringMatching(/^boundaries\/dependencies: /)]);
    expect(complaints[0]).toContain(`${source} may not be imported here`);
    expect(complaints[0]).toContain(advice);
  });

  it.each([
    ["app/page-x.ts", "@/lib/operations/images/list-images"],
    ["lib/operations/x.ts", "@/lib/db/images/images"],
    ["lib/operations/x.ts", "node:crypto"],
    ["lib/auth/x.ts", "@/lib/db/users"],
    ["lib/http/x.ts", "@/lib/limits/rate-limit"],
    ["lib/images/x.ts", "zod"],
    ["lib/signing/x.ts", "node:crypto"],
    ["lib/storage/x.ts", "@aws-sdk/client-s3"],
    ["scripts/users/x.ts", "@/lib/db/client"],
  ])("lets %s import %s", async (file, source) => {
    expect(await complaintsAbout(file, importing(source))).toEqual([]);
  });

  it.each([
    ["lib/images/utils.ts", "names/plain-names"],
    ["lib/helpers/dates.ts", "names/plain-names"],
    ["components/gallery/index.ts", "names/plain-names"],
    ["components/gallery/ImageCard.tsx", "names/plain-names"],
    ["lib/somewhere/else.ts", "boundaries/no-unknown-files"],
  ])("refuses a file called %s", async (file, rule) => {
    const complaints = await complaintsAbout(file, "export const one = 1;\n");
    expect(complaints.some((complaint) => complaint.startsWith(rule))).toBe(true);
  });

  it.each([
    ["any", "export const one: any = 1;\n", "@typescript-eslint/no-explicit-any"],
    ["a type assertion", "export const one = {} as Date;\n", "@typescript-eslint/consistent-type-assertions"],
    ["a non-null assertion", "export const one = [1][0]!;\n", "@typescript-eslint/no-non-null-assertion"],
  ])("refuses %s", async (_, text, rule) => {
    expect(await complaintsAbout("lib/paths.ts", text)).toEqual([expect.stringContaining(rule)]);
  });

  it("refuses a promise that nobody waits for", async () => {
    const typed = new ESLint({ cwd: projectRoot });
    const text = "export function start(): void {\n  Promise.reject(new Error());\n}\n";
    const [result] = await typed.lintText(text, { filePath: join(projectRoot, "lib/paths.ts") });
    const rules = result?.messages.map(({ ruleId }) => ruleId);
    expect(rules).toEqual(["@typescript-eslint/no-floating-promises"]);
  });
});

describe("the type check", () => {
  async function check(text: string): Promise<string> {
    const root = write({ "it.ts": text });
    const config = {
      extends: join(projectRoot, "tsconfig.json"),
      compilerOptions: { incremental: false, types: [] },
    };
    writeFileSync(
      join(root, "tsconfig.json"),
      JSON.stringify({ ...config, include: ["it.ts"], exclude: [] }),
    );
    return runTool("tsc", ["--noEmit", "-p", root]);
  }

  it("passes what is right", async () => {
    expect(await check("export const first: string | undefined = [''][0];\n")).toBe("");
  });

  it.each([
    ["a wrong type", "export const one: string = 1;\n", "TS2322"],
    ["a list's item that may be missing", "export const first: string = [''][0];\n", "TS2322"],
    [
      "undefined for what may only be left out",
      "export const it: { a?: string } = { a: undefined };\n",
      "TS2375",
    ],
  ])("refuses %s", async (_, text, code) => {
    expect(await check(text)).toContain(code);
  });
});

describe("the drift check", () => {
  it("finds nothing between the migrations and the schema", async () => {
    expect(await findSchemaDifference()).toBe("");
  });

  it("gives the SQL that a change of the schema lacks", async () => {
    const schema = await readFile(defaultSchemaFile, "utf8");
    const schemaFile = join(folder, "changed.prisma");
    writeFileSync(schemaFile, schema.replace("model Image {", "model Image {\n  caption String?\n"));
    expect(await findSchemaDifference({ schemaFile })).toContain(
      'ALTER TABLE "Image" ADD COLUMN     "caption" TEXT',
    );
  });
});

describe("the check of the docs", () => {
  it("passes what is there, and what is no path of the project", () => {
    const text =
      "`lib/env.ts`, `lib/`, `env.ts`, `npm run start`, `image/png`, `/images/:id`, [a page](docs/a.md#top)\n";
    expect(findDeadMentions(write({ "README.md": text, "docs/a.md": "[back](../README.md)\n" }))).toEqual([]);
  });

  it.each([
    ["a dead path", "See `lib/gone.ts`.\n", "README.md: lib/gone.ts does not exist"],
    ["a dead folder", "See `lib/gone/`.\n", "README.md: lib/gone/ does not exist"],
    ["a dead file name", "See `gone.ts`.\n", "README.md: gone.ts does not exist"],
    ["an unknown script", "```sh\nnpm run fly\n```\n", "README.md: npm run fly is no script of package.json"],
    ["a dead link", "[there](docs/gone.md)\n", "README.md: the link to docs/gone.md is dead"],
  ])("tells of %s", (_, text, sentence) => {
    expect(findDeadMentions(write({ "README.md": text }))).toEqual([sentence]);
  });
});

describe("the check of the lock file", () => {
  it("tells of another system's package that is missing, which npm ci would stumble over", () => {
    const next = {
      version: "1.0.0",
      optionalDependencies: { "@next/swc-here": "1.0.0", "@next/swc-there": "1.0.0" },
    };
    const here = { version: "1.0.0", optional: true };
    const packages = { "": {}, "node_modules/next": next, "node_modules/@next/swc-here": here };
    const root = write({ "package-lock.json": JSON.stringify({ packages }) });
    expect(findMissingPackages(root)).toEqual([
      expect.stringContaining("node_modules/next needs @next/swc-there@1.0.0"),
    ]);
  });
});

describe("the check of sizes", () => {
  it("tells of a module of more than 250 lines, and of no other", () => {
    const root = write({ "lib/long.ts": "1;\n".repeat(251), "lib/right.ts": "1;\n".repeat(250) });
    expect(findLongModules(root)).toEqual([expect.stringMatching(/^lib\/long\.ts has 251 lines/)]);
  });
});

describe("the check of the migrations", () => {
  const check = (sql: string) =>
    findBreakingMigrations(write({ "prisma/migrations/1_it/migration.sql": sql }));

  it.each([
    'CREATE TABLE "New" ("id" uuid NOT NULL);',
    'ALTER TABLE "Image" ADD COLUMN "caption" TEXT;',
    `ALTER TABLE "Image" ADD COLUMN "stars" INT NOT NULL DEFAULT 0, ADD COLUMN "note" TEXT;`,
    'ALTER TABLE "Image" ALTER COLUMN "objectKey" TYPE TEXT COLLATE "C";',
    'DROP TRIGGER "old" ON "Image"; -- not to DROP TABLE "Image"',
    '-- unused since 20260101000000_the_new_column\nALTER TABLE "Image" DROP COLUMN "old";',
  ])("passes what the release before can live with: %s", (sql) => {
    expect(check(sql)).toEqual([]);
  });

  it.each([
    ['DROP TABLE "Image";', "drops"],
    ['ALTER TABLE "Image" DROP COLUMN "alt";', "drops"],
    ['ALTER TABLE "Image" RENAME COLUMN "alt" TO "words";', "renames"],
    ['ALTER TABLE "Image" ALTER COLUMN "alt" SET NOT NULL;', "needs values"],
    ['ALTER TABLE "Image" ADD COLUMN "stars" INT NOT NULL;', "needs a value"],
    ['ALTER TABLE "Image" ADD COLUMN "a" INT DEFAULT 0, ADD COLUMN "b" INT NOT NULL;', "needs a value"],
    ['ALTER TABLE "Image" ALTER COLUMN "size" SET DATA TYPE TEXT;', "changes a type"],
  ])("refuses %s", (sql, reason) => {
    expect(check(sql)).toEqual([expect.stringContaining(reason)]);
  });
});

describe("the check of the format", () => {
  it("refuses what Prettier would write otherwise", async () => {
    const root = write({ "a.ts": "const a = 'b'\n", "b.ts": 'const a = "b";\n' });
    expect(await runTool("prettier", ["--check", join(root, "a.ts")])).toContain("a.ts");
    expect(await runTool("prettier", ["--check", join(root, "b.ts")])).toBe("");
  });
});
