// Loaded by `node --import` into an app: what Next keeps of its pages is kept as ever, by Next's own handler, and written
// into the folder KEPT_ENTRIES besides, one file for each entry.
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const { createDefaultCacheHandler } = require("next/dist/server/lib/cache-handlers/default.js");

const folder = process.env.KEPT_ENTRIES;
const handler = createDefaultCacheHandler(50 * 1024 * 1024);

async function set(key, pending) {
  const entry = await pending;
  const [kept, read] = entry.value.tee();
  const ageMs = performance.timeOrigin + performance.now() - entry.timestamp;
  const begunAt = Date.now() - ageMs;
  const [text] = await Promise.all([
    new Response(read).text().catch(() => null),
    handler.set(key, Promise.resolve({ ...entry, value: kept })),
  ]);
  // One that failed is not kept.
  if (text === null || entry.expire === 0) return;
  const { revalidate, expire } = entry;
  writeFileSync(
    join(folder, `${randomUUID()}.json`),
    JSON.stringify({ key, begunAt, revalidate, expire, text }),
  );
}

globalThis[Symbol.for("@next/cache-handlers")] = { DefaultCache: { ...handler, set } };
