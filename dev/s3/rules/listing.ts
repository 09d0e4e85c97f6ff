// One page of a listing: which keys and common prefixes come next, given a prefix, a delimiter and where the last page
// ended. Pure; the answers of several list calls are made from it.
import type { KeyIndex } from "../store/key-index";

export interface ListedEntry {
  readonly kind: "key" | "prefix";
  readonly name: string;
}

interface PageQuery {
  readonly prefix: string;
  readonly delimiter: string;
  /** Where to go on: behind this key, or behind everything below this common prefix. */
  readonly after: ListedEntry | null;
  readonly maxEntries: number;
}

interface Page {
  readonly entries: readonly ListedEntry[];
  readonly truncated: boolean;
}

export function listPage(index: KeyIndex<unknown>, query: PageQuery): Page {
  const entries: ListedEntry[] = [];
  let position = firstPosition(index, query);
  for (;;) {
    const key = index.keyAt(position);
    if (key === undefined || !key.startsWith(query.prefix)) return { entries, truncated: false };
    if (entries.length >= query.maxEntries) return { entries, truncated: entries.length > 0 };
    const commonPrefix = commonPrefixOf(key, query);
    if (commonPrefix === null) {
      entries.push({ kind: "key", name: key });
      position += 1;
    } else {
      entries.push({ kind: "prefix", name: commonPrefix });
      position = index.firstWithout(commonPrefix, position);
    }
  }
}

function firstPosition(index: KeyIndex<unknown>, { prefix, after }: PageQuery): number {
  const start = index.firstFrom(prefix);
  if (after === null) return start;
  const next = index.firstFrom(after.name);
  if (after.kind === "prefix") return Math.max(start, index.firstWithout(after.name, next));
  return Math.max(start, index.keyAt(next) === after.name ? next + 1 : next);
}

function commonPrefixOf(key: string, { prefix, delimiter }: PageQuery): string | null {
  if (delimiter === "") return null;
  const end = key.indexOf(delimiter, prefix.length);
  return end === -1 ? null : key.slice(0, end + delimiter.length);
}

/** A continuation token says only where the page ended; opaque so that nobody builds one by hand. */
export function writeToken({ kind, name }: ListedEntry): string {
  return Buffer.from(JSON.stringify([kind, name])).toString("base64url");
}

/** Null when the text is no token of ours. */
export function readToken(text: string): ListedEntry | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    const [kind, name]: readonly unknown[] = isArray(value) ? value : [];
    if ((kind !== "key" && kind !== "prefix") || typeof name !== "string") return null;
    return { kind, name };
  } catch {
    return null;
  }
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
