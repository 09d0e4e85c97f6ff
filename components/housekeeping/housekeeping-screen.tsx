import type { Housekeeping } from "@/lib/contracts/housekeeping";
import { Comparison } from "./comparison";
import type { ExpireUpload, Reconcile, RetryRemovals } from "./housekeeping-actions";
import { ParkedRemovals } from "./parked-removals";
import { UnfinishedUploads } from "./unfinished-uploads";

type HousekeepingScreenProps = Housekeeping & {
  expireUpload: ExpireUpload;
  retryRemovals: RetryRemovals;
  reconcile: Reconcile;
};

/** What administrators look after: uploads under way, removals given up, and whether bucket and ledger agree. */
export function HousekeepingScreen(props: HousekeepingScreenProps) {
  const { unfinished, expireUpload, parked, retryRemovals, ...comparison } = props;
  return (
    <div className="mx-auto max-w-4xl space-y-10 px-4 py-6 lg:px-8">
      <h1 className="text-lg font-medium">Uploads</h1>
      <Comparison {...comparison} />
      <UnfinishedUploads unfinished={unfinished} expireUpload={expireUpload} />
      <ParkedRemovals parked={parked} retryRemovals={retryRemovals} />
    </div>
  );
}
