// npm run variants:rebuild: has variants made anew by the worker, and tells how far it is.
import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "../command-line";
import { useSettings } from "../serve/use-settings";

const LOOK_MS = 1_000;
const PATIENCE_MS = 90_000;
const flag = { type: "boolean", default: false } as const;

runCommand({ all: flag, failed: flag, detach: flag }, async ({ values: { all, failed, detach } }) => {
  useSettings();
  const { rebuildVariants, countPendingVariants } =
    await import("@/lib/operations/delivery/rebuild-variants");
  const scope = all ? "all" : failed ? "failed" : "outdated";
  const requested = await rebuildVariants({ scope });
  console.log(`${requested} images get their variants anew.`);
  if (detach) return;
  let last = { pending: Infinity, failed: 0 };
  let lastChange = performance.now();
  for (;;) {
    const now = await countPendingVariants();
    if (now.pending !== last.pending) {
      console.log(`${now.pending} to go, ${now.failed} failed`);
      lastChange = performance.now();
    }
    last = now;
    if (now.pending === 0) return;
    if (performance.now() - lastChange > PATIENCE_MS)
      throw new Error(
        "Nothing was made for a while: is Signet running? The jobs stay, and are done when it does.",
      );
    await sleep(LOOK_MS);
  }
});
