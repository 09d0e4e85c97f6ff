/** The files behind a drop: single ones, and those of folders, however deep. */

/** What systems leave in folders for themselves; nobody means to upload it. */
const LITTER = /^(\.|~\$|Thumbs\.db$|desktop\.ini$|Icon\r$)/i;

/** The little of the browser's FileSystemEntry that is used, so that a test can build a tree. */
export type DroppedEntry = {
  readonly isDirectory: boolean;
  readonly name: string;
};
type FileEntry = DroppedEntry & {
  file: (found: (file: File) => void, failed: (error: unknown) => void) => void;
};
type DirectoryEntry = DroppedEntry & { createReader: () => DirectoryReader };
type DirectoryReader = {
  readEntries: (found: (entries: readonly DroppedEntry[]) => void, failed: (error: unknown) => void) => void;
};

/**
 * Takes hold of what was dropped. Must be called within the drop event: afterwards the browser has forgotten it.
 * Calls back with files as they are found; a folder or file that cannot be read is left out.
 */
export function takeDropped(data: DataTransfer, onFiles: (files: readonly File[]) => void): Promise<void> {
  const entries: DroppedEntry[] = [];
  const files: File[] = [];
  for (const item of data.items) {
    if (item.kind !== "file") continue;
    const entry: DroppedEntry | null = item.webkitGetAsEntry();
    const file = entry?.isDirectory === true ? null : item.getAsFile();
    if (file !== null) files.push(file);
    else if (entry !== null) entries.push(entry);
  }
  if (files.length > 0) onFiles(files);
  return readEntries(entries, onFiles);
}

/** Reads folders, each level's files at once. */
export async function readEntries(
  entries: readonly DroppedEntry[],
  onFiles: (files: readonly File[]) => void,
): Promise<void> {
  const wanted = entries.filter(({ name }) => !LITTER.test(name) && name !== "__MACOSX");
  const found = await Promise.all(wanted.filter(isFile).map(readFile));
  const files = found.filter((file) => file !== null);
  if (files.length > 0) onFiles(files);
  // One folder after the other: a deep tree must not be read all at once.
  for (const folder of wanted.filter(isDirectory)) await readEntries(await listFolder(folder), onFiles);
}

function isFile(entry: DroppedEntry): entry is FileEntry {
  return !entry.isDirectory && "file" in entry;
}

function isDirectory(entry: DroppedEntry): entry is DirectoryEntry {
  return entry.isDirectory && "createReader" in entry;
}

function readFile(entry: FileEntry): Promise<File | null> {
  return new Promise((resolve) => entry.file(resolve, () => resolve(null)));
}

/** A reader gives a hundred entries at a time, and none when it has given all. */
async function listFolder(folder: DirectoryEntry): Promise<DroppedEntry[]> {
  const reader = folder.createReader();
  const next = () =>
    new Promise<readonly DroppedEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
  const all: DroppedEntry[] = [];
  for (let some = await next(); some.length > 0; some = await next()) all.push(...some);
  return all;
}
