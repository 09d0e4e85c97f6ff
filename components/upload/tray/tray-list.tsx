"use client";

import { memo, type RefObject, useState } from "react";
import { formatCount } from "@/components/ui/format-count";
import { Button } from "@/components/ui/button";
import type { UploadSnapshot } from "../progress/upload-store";
import { arrangeRows, type RowGroup } from "./arrange-rows";
import { TrayNotices } from "./tray-notices";
import { UnfinishedRows } from "./unfinished-rows";
import { UploadRow } from "./upload-row";
import { sharedTrouble } from "./words";

const MORE = 200;

type TrayListProps = { id: string; snapshot: UploadSnapshot; listRef: RefObject<HTMLDivElement | null> };

/** The rows. Of a long list only those that matter are drawn, and the others are counted. */
export const TrayList = memo(function TrayList({ id, snapshot, listRef }: TrayListProps) {
  const [more, setMore] = useState(0);
  const trouble = sharedTrouble(snapshot.items);
  const explained = trouble?.code ?? null;
  const groups = arrangeRows(snapshot.items, more);
  return (
    <div
      id={id}
      ref={listRef}
      tabIndex={0}
      role="group"
      aria-label="Uploads"
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain border-t border-line focus-visible:-outline-offset-2"
    >
      <UnfinishedRows uploads={snapshot.unfinished} finishing={snapshot.finishing} />
      <TrayNotices trouble={trouble} duplicates={snapshot.totals.list.duplicates} />
      <ul className="py-1">
        {groups.flatMap((group) => [
          ...group.items.map((item) => (
            <UploadRow key={item.id} item={item} isOnline={snapshot.isOnline} explained={explained} />
          )),
          <HiddenRows key={`hidden-${group.name}`} group={group} onMore={() => setMore(more + MORE)} />,
        ])}
      </ul>
    </div>
  );
});

const HIDDEN_WORDS = {
  all: "",
  problems: "more need your attention",
  moving: "more under way",
  waiting: "more waiting",
  finished: "more finished",
} as const;

function HiddenRows({ group, onMore }: { group: RowGroup; onMore: () => void }) {
  if (group.hidden === 0) return null;
  const words = `${formatCount(group.hidden)} ${HIDDEN_WORDS[group.name]}`;
  return (
    <li className="flex items-center justify-between gap-3 px-4 py-2 text-xs text-muted tabular-nums">
      {words}
      {group.name === "problems" ? (
        <Button size="small" onClick={onMore}>
          Show more
        </Button>
      ) : null}
    </li>
  );
}
