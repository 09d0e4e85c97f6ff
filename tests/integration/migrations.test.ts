import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyMigrations, markRolledBack } from "@/scripts/db/apply-migrations";
import { defaultMigrationsFolder } from "@/scripts/db/project-files";
import { makeScratchDatabase, type ScratchDatabase } from "@/scripts/db/scratch-database";
import { projectRoot } from "@/scripts/project-root";
import { typescriptFlags } from "@/scripts/services/managed-process";
import { readEnvironment } from "../support/environment";

let scratch: ScratchDatabase;
let folder: string;
beforeEach(async () => {
  scratch = await makeScratchDatabase(readEnvironment().DATABASE_URL);
  folder = mkdtempSync(join(tmpdir(), "signet-migrations-"));
});
afterEach(async () => {
  await scratch.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function query(text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: scratch.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** The command as a person or a platform calls it. */
async function runMigrate(): Promise<string> {
  const args = [...typescriptFlags, join(projectRoot, "scripts/db/migrate.ts")];
  const options = { cwd: projectRoot, env: { ...process.env, DATABASE_URL: scratch.url } };
  return (await promisify(execFile)(process.execPath, args, options)).stdout;
}

function writeMigration(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "migration.sql"), sql);
}

const names = readdirSync(defaultMigrationsFolder)
  .filter((name) => /^\d/.test(name))
  .sort();

describe("db:migrate", () => {
  it("applies every migration once, and has nothing to do the second time", async () => {
    expect(await applyMigrations(scratch.url)).toEqual(names);
    expect(await applyMigrations(scratch.url)).toEqual([]);
  });

  it("keeps the record that Prisma's own command keeps: one finished row each, with the file's SHA-256", async () => {
    await applyMigrations(scratch.url);
    const sums = names.map((name) => {
      const text = readFileSync(join(defaultMigrationsFolder, name, "migration.sql"));
      return { name, checksum: createHash("sha256").update(text).digest("hex"), finished: true };
    });
    const rows = await query(
      `SELECT migration_name AS "name", checksum, finished_at IS NOT NULL AS "finished" FROM _prisma_migrations ORDER BY 1`,
    );
    expect(rows).toEqual(sums);
  });

  it("works in two processes at once: one applies all, the other waits and finds nothing to do", async () => {
    const outputs = await Promise.all([runMigrate(), runMigrate()]);
    const applied = names.map((name) => `Applied ${name}\n`).join("");
    expect(outputs.sort()).toEqual([applied, "The database is up to date.\n"].sort());
  });

  it("rolls a failing migration back as a whole, names it, and goes on only when told that it was mended", async () => {
    cpSync(join(defaultMigrationsFolder, "migration_lock.toml"), join(folder, "migration_lock.toml"));
    writeMigration("20260101000000_good", "CREATE TABLE good (id int);");
    writeMigration("20260102000000_bad", "CREATE TABLE half (id int);\nINSERT INTO nowhere VALUES (1);");
    await expect(applyMigrations(scratch.url, folder)).rejects.toThrow(
      /20260102000000_bad failed:[\s\S]*nowhere[\s\S]*--retry 20260102000000_bad$/,
    );
    expect(await query("SELECT to_regclass('good') AS good, to_regclass('half') AS half")).toEqual([
      { good: "good", half: null },
    ]);
    await expect(applyMigrations(scratch.url, folder)).rejects.toThrow(
      /20260102000000_bad failed before[\s\S]*nowhere/,
    );

    writeMigration("20260102000000_bad", "CREATE TABLE half (id int);");
    await markRolledBack(scratch.url, "20260102000000_bad");
    expect(await applyMigrations(scratch.url, folder)).toEqual(["20260102000000_bad"]);
  });

  it("takes a function's body for one statement, in spite of its semicolons", async () => {
    cpSync(join(defaultMigrationsFolder, "migration_lock.toml"), join(folder, "migration_lock.toml"));
    const body = "BEGIN PERFORM 1; RETURN 'a;b'; END";
    writeMigration(
      "20260101000000_it",
      `CREATE FUNCTION it() RETURNS text LANGUAGE plpgsql AS $$ ${body} $$;`,
    );
    await applyMigrations(scratch.url, folder);
    expect(await query("SELECT it()")).toEqual([{ it: "a;b" }]);
  });
});
