import { Page } from "@/components/ui/page/page";
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
    <Page title="Uploads" summary="What was begun and not finished, and whether bucket and ledger agree.">
      <Comparison {...comparison} />
      <UnfinishedUploads unfinished={unfinished} expireUpload={expireUpload} />
      <ParkedRemovals parked={parked} retryRemovals={retryRemovals} />
    </Page>
  );
}
