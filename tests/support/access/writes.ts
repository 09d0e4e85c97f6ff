/** The writes in the table of access: what another site or a broken client would send. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "@/scripts/project-root";
import type { Standing } from "../callers";
import { sql } from "../database";
import { beginMultipart } from "../multipart-flow";
import type { Person } from "../people";
import { addImage, presign, put, uniquePng } from "../upload-flow";
import { awaitVariants } from "../variants";
import { type AskedImage, routes } from "./access-table";

const PART_BYTES = 16 * 1024 ** 2;

export type Write = {
  readonly method: string;
  readonly path: string;
  /** Undefined where no body is read. */
  readonly json: unknown;
  /** The table's answers about a private image. */
  readonly statuses: Readonly<Record<Standing, number>>;
};

/** Every request of the table but the GETs; what removes comes last. */
export function writesOf(asked: AskedImage): readonly Write[] {
  const writes = routes.flatMap(([, route, expected]) => {
    const [path, { method, json } = {}] = route(asked);
    const sent = method ?? (json === undefined ? "GET" : "POST");
    return sent === "GET" ? [] : [{ method: sent, path, json, statuses: expected.private }];
  });
  return writes.toSorted((a, b) => Number(a.method === "DELETE") - Number(b.method === "DELETE"));
}

/** The writes that route files export but for next-auth's: `PATCH /images/[id]`. */
export function exportedWrites(): string[] {
  const files = globSync("app/**/route.ts", { cwd: projectRoot });
  return files
    .filter((file) => !file.startsWith("app/api/auth/"))
    .flatMap((file) => {
      const source = readFileSync(join(projectRoot, file), "utf8");
      const methods = source.matchAll(/^export .*?\b(POST|PUT|PATCH|DELETE)\b/gm);
      return [...methods].map(
        ([, method]) => `${String(method)} ${file.slice("app".length, -"/route.ts".length)}`,
      );
    });
}

/** An image of this person with its variants, a file that waits to be registered, and an upload in parts. */
export async function makeAsked({ program }: Person): Promise<AskedImage> {
  const title = `Harbour ${crypto.randomUUID()}`;
  const [{ image }, upload, { uploadId }] = await Promise.all([
    addImage(program, { title }),
    presign(program),
    beginMultipart(program, { size: PART_BYTES }),
  ]);
  await put(upload, await uniquePng());
  await awaitVariants(program, image.id);
  return { id: image.id, title, key: image.key, stagingKey: upload.key, openUploadId: uploadId };
}

/** Every row about a person, their uploads and images, as text; but for URLs handed out, and keys only to be removed. */
export async function rowsOf({ id }: Person): Promise<string[]> {
  const images = `SELECT "id" FROM "Image" WHERE "uploadedById" = $1`;
  const uploads = `SELECT "id" FROM "Upload" WHERE "ownerId" = $1`;
  const tables: readonly (readonly [table: string, where: string])[] = [
    ["User", `"id" = $1`],
    ["Upload", `"ownerId" = $1`],
    ["Image", `"uploadedById" = $1`],
    ["AuditEvent", `"actorId" = $1 AND "until" IS NULL`],
    ["StoredObject", `"state" <> 'dead' AND ("imageId" IN (${images}) OR "uploadId" IN (${uploads}))`],
    ["Variant", `"imageId" IN (${images})`],
    ["VariantJob", `"imageId" IN (${images})`],
    ["Revocation", `"imageId" IN (${images})`],
  ];
  const selects = tables.map(
    ([table, where]) => `SELECT '${table} ' || to_jsonb(t)::text AS "row" FROM "${table}" t WHERE ${where}`,
  );
  const rows = await sql<{ row: string }>(`${selects.join(" UNION ALL ")} ORDER BY 1`, [id]);
  return rows.map(({ row }) => row);
}
