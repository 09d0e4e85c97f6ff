// A database that lives as long as one piece of work: on a server that is there, or on a throwaway one.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { startPostgres } from "../../dev/postgres";
import { makeTemporaryFolder } from "../services/temporary-folder";

/** Calls `work` with the address of an empty database, and removes it afterwards whatever happens. */
export async function withScratchDatabase<T>(
  server: string | null,
  work: (url: string) => Promise<T>,
): Promise<T> {
  return server === null ? onThrowawayServer(work) : onServer(server, work);
}

async function onThrowawayServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  const folder = makeTemporaryFolder();
  const postgres = await startPostgres({ folder: folder.path, durable: false });
  try {
    return await work(postgres.url);
  } finally {
    await postgres.stop();
    folder.remove();
  }
}

async function onServer<T>(server: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `signet_scratch_${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
    const url = new URL(server);
    url.pathname = `/${name}`;
    return await work(url.href);
  } finally {
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.end();
  }
}
