// What separates the tables that the migrations make from those that the schema describes.
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { applyMigrations } from "./apply-migrations";
import { findDatabaseUrl } from "./database-url";
import { defaultMigrationsFolder, defaultSchemaFile } from "./project-files";
import { noFilters, withSchemaEngine } from "./schema-engine";
import { withScratchDatabase } from "./scratch-database";

interface Sides {
  schemaFile?: string | undefined;
  migrationsFolder?: string;
  /** The server to make a scratch database on; null: a throwaway one. By default that of DATABASE_URL, if any. */
  server?: string | null;
}

/**
 * The SQL that leads from the migrations to the schema; empty when they agree.
 * Triggers, checks and extensions are not in Prisma's language and therefore not compared.
 */
export async function findSchemaDifference(sides: Sides = {}): Promise<string> {
  const {
    schemaFile = defaultSchemaFile,
    migrationsFolder = defaultMigrationsFolder,
    server = findDatabaseUrl(),
  } = sides;
  const schema = readFileSync(schemaFile, "utf8");
  const files = [{ path: schemaFile, content: schema }];
  return withScratchDatabase(server, async (url) => {
    await applyMigrations(url, migrationsFolder);
    const { exitCode, stdout } = await withSchemaEngine(url, schema, (engine) =>
      engine.diff({
        // "The database of this schema" is the one that the engine is bound to.
        from: { tag: "schemaDatasource", files, configDir: dirname(schemaFile) },
        to: { tag: "schemaDatamodel", files },
        script: true,
        exitCode: true,
        filters: noFilters,
      }),
    );
    return exitCode === 2 ? (stdout ?? "").trim() : "";
  });
}
