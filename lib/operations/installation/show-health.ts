import "server-only";
import { type HealthReport, healthReport } from "@/lib/contracts/health";
import { findExamination } from "@/lib/db/examinations";
import type { AdminViewer } from "@/lib/images/viewer";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";

/** The last report on this installation; null when there is none that this release understands. */
export async function showHealth({
  store = s3ObjectStorage.describe(),
}: {
  viewer: AdminViewer;
  store?: string;
}): Promise<HealthReport | null> {
  const found = await findExamination(store);
  if (found === null) return null;
  const parsed = healthReport.safeParse({ ...found, examinedAt: found.examinedAt.toISOString() });
  return parsed.success ? parsed.data : null;
}
