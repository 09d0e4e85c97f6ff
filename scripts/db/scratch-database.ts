// A database that lives as long as one piece of work: on a server that is there, or on a throwaway one.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { startPostgres } from "../../dev/postgres";
import { makeTemporaryFolder } from "../services/temporary-folder";

export interface ScratchDatabase {
  url: string;
  remove: () => Promise<void>;
}

/** Calls `work` with the address of an empty database, and removes it afterwards whatever happens. */
export async function withScratchDatabase<T>(
  server: string | null,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const database = server === null ? await startThrowawayServer() : await makeScratchDatabase(server);
  try {
    return await work(database.url);
  } finally {
    await database.remove();
  }
}

/** Makes an empty database on the server of `server`, which is the address of any of its databases. */
export async function makeScratchDatabase(server: string): Promise<ScratchDatabase> {
  const name = `signet_scratch_${randomUUID().replaceAll("-", "")}`;
  await runOn(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => runOn(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function startThrowawayServer(): Promise<ScratchDatabase> {
  const folder = makeTemporaryFolder();
  const postgres = await startPostgres({ folder: folder.path, durable: false });
  const remove = async () => {
    await postgres.stop();
    folder.remove();
  };
  return { url: postgres.url, remove };
}

async function runOn(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
