import "server-only";
import { listWaiting } from "@/lib/db/uploads/handed-over";
import { enqueueRegistration } from "@/lib/jobs/enqueue";

/** Asks again for the jobs of registrations that wait for one: a lost job loses nothing. Gives how many there were. */
export async function resumeRegistrations({ maxUploads = 100 }: { maxUploads?: number }): Promise<number> {
  const waiting = await listWaiting(maxUploads);
  for (const uploadId of waiting) await enqueueRegistration(uploadId);
  return waiting.length;
}
