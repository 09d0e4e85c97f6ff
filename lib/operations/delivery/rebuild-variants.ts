import "server-only";
import {
  countVariantJobs,
  requestRebuild,
  type RebuildScope,
  type VariantCounts,
} from "@/lib/db/variants/variant-rebuilds";
import { RECIPE_VERSION } from "@/lib/images/variant";
import { enqueueVariants } from "@/lib/jobs/enqueue";

/** Has variants made anew, in the background by whatever worker runs. Gives how many images are to get theirs. */
export async function rebuildVariants({ scope }: { scope: RebuildScope }): Promise<number> {
  const requested = await requestRebuild(scope, RECIPE_VERSION);
  if (requested > 0) await enqueueVariants();
  return requested;
}

/** How far the workers are. */
export function countPendingVariants(): Promise<VariantCounts> {
  return countVariantJobs();
}
