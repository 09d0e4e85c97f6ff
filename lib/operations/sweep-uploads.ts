import "server-only";
import { abandonStaleUploads } from "@/lib/db/objects";
import { log } from "@/lib/log";

/** Lets go of uploads that nobody registered in time and of attempts that stalled. Gives how many uploads expired. */
export async function sweepUploads({ maxUploads = 1_000 }: { maxUploads?: number }): Promise<number> {
  const expired = await abandonStaleUploads(maxUploads);
  if (expired > 0) log.info({ operation: "sweep-uploads", expired });
  return expired;
}
