// Prisma's schema engine as WebAssembly. The CLI would download the same engine as a native program from a host
// that many networks cannot reach; this one comes with npm. Speaks to one database, through node-postgres.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type ColumnType,
} from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

const require = createRequire(import.meta.url);

/**
 * Calls `work` with the engine for one schema text, bound to the database at `databaseUrl`.
 * Throws the engine's own sentence.
 */
export async function withSchemaEngine<T>(
  databaseUrl: string,
  schema: string | null,
  work: (engine: glue.SchemaEngine) => Promise<T>,
): Promise<T> {
  await loadModule();
  const pool = openPool(databaseUrl);
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScripts(pool));
  const datamodels: [string, string][] | undefined =
    schema === null ? undefined : [["schema.prisma", schema]];
  try {
    const engine = await glue.SchemaEngine.new({ datamodels }, () => undefined, adapter);
    return await work(engine);
  } finally {
    await pool.end();
  }
}

/** Reads everything, excludes nothing: there are no tables that somebody else manages. */
export const noFilters = { externalTables: [], externalEnums: [] };

/**
 * The adapter of @prisma/adapter-pg cuts a script at every semicolon, which breaks the body of a trigger.
 * Sent whole, it is also one transaction: a migration that fails leaves nothing half done.
 */
class WholeScripts extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
    };
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      const undisguise = (type: ColumnType) => (type === disguise.column ? ColumnTypeEnum.Character : type);
      return { ...result, columnTypes: result.columnTypes.map(undisguise) };
    };
    return adapter;
  }
}

/**
 * Postgres' one-letter catalogue type "char": the adapter refuses results of it, which the engine needs for reading
 * a database. Such columns travel through the adapter as uuid[], which no catalogue has.
 */
const charType = 18;
const disguise = { type: 2951, column: ColumnTypeEnum.UuidArray };

function openPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, connectionTimeoutMillis: 15_000 });
  const query = pool.query.bind(pool);
  const value = async (config: pg.QueryConfig) => {
    const result = await query(config);
    // A script of several statements gives several results.
    for (const { fields } of [result].flat()) {
      for (const field of fields) if (field.dataTypeID === charType) field.dataTypeID = disguise.type;
    }
    return result;
  };
  Object.defineProperty(pool, "query", { value });
  return pool;
}

let loaded: Promise<void> | null = null;

function loadModule(): Promise<void> {
  loaded ??= instantiate();
  return loaded;
}

async function instantiate(): Promise<void> {
  // Where the engine leaves its last words before it traps.
  Reflect.set(globalThis, "PRISMA_WASM_PANIC_REGISTRY", {
    set_message: (text: string) => console.error(text),
  });
  const file = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg").replace(/\.js$/, ".wasm");
  const bytes = await readFile(file);
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": glue });
  // The two calls that the package's own entry makes; its type declarations leave them out.
  call(Reflect.get(glue, "__wbg_set_wasm"), instance.exports);
  call(instance.exports.__wbindgen_start);
}

function call(candidate: unknown, ...args: unknown[]): void {
  if (typeof candidate !== "function")
    throw new Error("This build of @prisma/schema-engine-wasm is not the expected one.");
  Reflect.apply(candidate, undefined, args);
}
