import Link from "next/link";
import { buttonStyles } from "@/components/ui/button-styles";
import { FilterChips } from "@/components/ui/filter-chips";
import { Message } from "@/components/ui/message";
import { Page } from "@/components/ui/page/page";
import type { AuditQuery, AuditResponse } from "@/lib/contracts/audit";
import { auditAddress, auditChips, isNarrowed } from "./addresses";
import { AuditFilters } from "./audit-filters";
import { EventList } from "./event-list";

type AuditScreenProps = AuditResponse & {
  query: AuditQuery;
  /** How long the record is kept. */
  keptDays: number;
};

/** Everything that is on record: who was given which URL, and who changed what. */
export function AuditScreen({ events, nextCursor, query, keptDays }: AuditScreenProps) {
  return (
    <Page
      title="Audit"
      summary={`Who was given which URL until when, and who changed what. Kept for ${keptDays} days.`}
    >
      <div className="space-y-4">
        <AuditFilters key={auditAddress(query)} query={query} />
        <FilterChips filters={auditChips(query)} />
        {events.length === 0 ? <NothingOnRecord query={query} /> : null}
        <EventList events={events} nameImages />
        <nav aria-label="Pages of the audit" className="flex gap-2 empty:hidden">
          {query.cursor === undefined ? null : (
            <Link
              href={auditAddress({ ...query, cursor: undefined })}
              prefetch={false}
              className={buttonStyles()}
            >
              Newest
            </Link>
          )}
          {nextCursor === null ? null : (
            <Link
              href={auditAddress({ ...query, cursor: nextCursor })}
              prefetch={false}
              className={buttonStyles()}
            >
              Older
            </Link>
          )}
        </nav>
      </div>
    </Page>
  );
}

function NothingOnRecord({ query }: { query: AuditQuery }) {
  if (!isNarrowed(query)) return <Message title="Nothing is on record yet" />;
  return (
    <Message
      title="Nothing on record matches"
      action={
        <Link href={auditAddress()} prefetch={false} className={buttonStyles()}>
          Clear filters
        </Link>
      }
    />
  );
}
