// What the project says about its database: the schema and the ordered migrations, read from disk.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MigrationList } from "@prisma/schema-engine-wasm";

const root = fileURLToPath(new URL("../../", import.meta.url));

export const defaultSchemaFile = join(root, "prisma/schema.prisma");
export const defaultMigrationsFolder = join(root, "prisma/migrations");

/** The migrations in the order in which they are applied, in the form that the schema engine takes. */
export function readMigrations(folder = defaultMigrationsFolder): MigrationList {
  const lockfile = join(folder, "migration_lock.toml");
  const names = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const directories = names.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir: folder,
    lockfile: {
      path: "migration_lock.toml",
      content: existsSync(lockfile) ? readFileSync(lockfile, "utf8") : null,
    },
    shadowDbInitScript: "",
    migrationDirectories: directories.sort().map((name) => ({
      path: name,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: readFileSync(join(folder, name, "migration.sql"), "utf8") },
      },
    })),
  };
}
