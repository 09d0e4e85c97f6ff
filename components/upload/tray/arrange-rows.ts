/**
 * Which rows a tray shows. A short list is shown whole and in its order, the newest run first. Of a long one only what
 * matters is shown, and the rest as counts: what needs a person, what is moving, what comes next, what is done.
 */
import { isActive, type UploadItem } from "../engine/upload-item";

export type RowGroup = {
  readonly name: "all" | "problems" | "moving" | "waiting" | "finished";
  readonly items: readonly UploadItem[];
  /** How many more belong here and are not shown. */
  readonly hidden: number;
};

/** Up to here the list is shown whole. */
export const SHORT_LIST = 60;
const SHOWN = { problems: 50, moving: 20, waiting: 5, finished: 20 } as const;

/** Groups the rows of a list; `moreProblems` raises the limit on those that need a person. */
export function arrangeRows(items: readonly UploadItem[], moreProblems = 0): readonly RowGroup[] {
  if (items.length <= SHORT_LIST) return [{ name: "all", items: newestRunFirst(items), hidden: 0 }];
  const groups = {
    problems: tally(SHOWN.problems + moreProblems),
    moving: tally(SHOWN.moving),
    waiting: tally(SHOWN.waiting),
    finished: tally(SHOWN.finished),
  };
  for (const item of items) add(groups[groupOf(item)], item);
  return (["problems", "moving", "waiting", "finished"] as const)
    .map((name) => ({
      name,
      items: groups[name].items,
      hidden: groups[name].count - groups[name].items.length,
    }))
    .filter((group) => group.items.length > 0);
}

type Tally = { readonly limit: number; readonly items: UploadItem[]; count: number };

function tally(limit: number): Tally {
  return { limit, items: [], count: 0 };
}

function add(group: Tally, item: UploadItem): void {
  group.count += 1;
  if (group.items.length < group.limit) group.items.push(item);
}

function groupOf(item: UploadItem): "problems" | "moving" | "waiting" | "finished" {
  const { name } = item.stage;
  if (name === "failed") return "problems";
  if (name === "uploading" || name === "registering" || name === "hashing") return "moving";
  return isActive(item) ? "waiting" : "finished";
}

function newestRunFirst(items: readonly UploadItem[]): readonly UploadItem[] {
  return items.toSorted((one, other) => other.run - one.run);
}
