import "server-only";
import type { UploadDefences } from "@/lib/installation/upload-defences";
import { db } from "./client";
import { Prisma } from "./generated/client";

/** The last look at the installation, and what it told about each store. */

export type Examination = { readonly findings: unknown; readonly examinedAt: Date };

/** What the store enforces of an upload's signature; null as long as no probe could tell. */
export async function findDefences(store: string): Promise<UploadDefences | null> {
  const row = await db().examination.findUnique({ where: { store }, select: { defences: true } });
  return readDefences(row?.defences);
}

/** The last look at this store; its findings are as they were written, and may be an older release's. */
export async function findExamination(store: string): Promise<Examination | null> {
  return db().examination.findUnique({ where: { store }, select: { findings: true, examinedAt: true } });
}

/** Keeps the last look; without `defences`, those that were known stay. */
export async function saveExamination(
  store: string,
  { findings, defences, examinedAt }: { findings: object; defences: UploadDefences | null; examinedAt: Date },
): Promise<void> {
  const seen = { findings, examinedAt, ...(defences === null ? {} : { defences }) };
  await db().examination.upsert({
    where: { store },
    create: { store, defences: defences ?? Prisma.DbNull, ...seen },
    update: seen,
    select: { store: true },
  });
}

function readDefences(value: unknown): UploadDefences | null {
  if (typeof value !== "object" || value === null) return null;
  if (!("writeOnce" in value && "sha256" in value && "md5" in value)) return null;
  return { writeOnce: value.writeOnce === true, sha256: value.sha256 === true, md5: value.md5 === true };
}
