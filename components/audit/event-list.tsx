import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { formatCount } from "@/components/ui/format-count";
import { LocalTime } from "@/components/ui/local-time";
import type { AuditEventView } from "@/lib/contracts/audit";
import { paths } from "@/lib/paths";
import { describeAction, listChanges, nameActor } from "./event-words";
import { type EventGroup, groupEvents } from "./group-events";

type EventListProps = {
  events: readonly AuditEventView[];
  /** Whether the image of each is named: not on the image's own page. */
  nameImages: boolean;
};

/** Events as sentences, newest first. */
export function EventList({ events, nameImages }: EventListProps) {
  return (
    <ol aria-label="Events" className="divide-y divide-line border-line not-empty:border-y">
      {groupEvents(events).map((group) => (
        <li key={group.first.id} className="py-3 wrap-anywhere">
          <EventSentence group={group} nameImages={nameImages} />
          <Changes event={group.first} />
          <p className="mt-0.5 flex flex-wrap gap-x-3 text-xs text-muted tabular-nums">
            <LocalTime iso={group.first.at} />
            {group.first.action === "url_signed" && group.until !== null ? (
              <span>
                Works until <LocalTime iso={group.until} />
              </span>
            ) : null}
          </p>
        </li>
      ))}
    </ol>
  );
}

function EventSentence({ group: { first, events }, nameImages }: { group: EventGroup; nameImages: boolean }) {
  const actor = <span className="font-medium">{nameActor(first)}</span>;
  if (events.length === 1) {
    return (
      <p>
        {actor} {describeAction(first)} {nameImages ? <ImageName event={first} /> : nameIt(first)}
      </p>
    );
  }
  const times = `${formatCount(events.length)} times`;
  if (!nameImages) {
    return (
      <p>
        {actor} {describeAction(first)} it, {times}
      </p>
    );
  }
  return (
    <details className="group">
      <summary className="-mx-1 flex list-none items-start gap-1 rounded-md px-1 hover:bg-sunken pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <span className="min-w-0">
          {actor} {describeAction(first)} images, {times}
        </span>
        <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 text-muted group-open:rotate-90" />
      </summary>
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1 border-l border-line pl-3">
        {events.map((event) => (
          <li key={event.id}>
            <ImageName event={event} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Events about no image end without one. */
function nameIt({ imageId }: AuditEventView): string {
  return imageId === null ? "" : "it";
}

function ImageName({ event: { imageId, imageName, details } }: { event: AuditEventView }) {
  if (imageId === null) return null;
  if (imageName === null) {
    return <span className="text-muted">{details.filename ?? "an image"} (deleted)</span>;
  }
  return (
    <Link
      href={paths.image(imageId)}
      prefetch={false}
      className="underline decoration-edge underline-offset-2 hover:decoration-ink"
    >
      {imageName}
    </Link>
  );
}

function Changes({ event }: { event: AuditEventView }) {
  const changes = listChanges(event.details.changes);
  if (changes.length === 0) return null;
  return (
    <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs">
      {changes.map(({ field, from, to }) => (
        <div key={field} className="contents">
          <dt className="text-muted first-letter:uppercase">{field}</dt>
          <dd>
            <del className="text-muted">{from}</del> <span aria-hidden>→</span>{" "}
            <ins className="no-underline">{to}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
