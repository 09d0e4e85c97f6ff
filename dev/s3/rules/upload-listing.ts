// One page of the unfinished multipart uploads: sorted by key, then by the time they began. Pure.
import { compareUtf8 } from "../store/key-index";
import type { UploadRecord } from "../store/multipart-uploads";

interface UploadsQuery {
  readonly prefix: string;
  readonly delimiter: string;
  /** Empty for the first page. */
  readonly keyMarker: string;
  /** Empty means behind every upload of the key. */
  readonly uploadIdMarker: string;
  readonly maxEntries: number;
}

interface UploadsPage {
  readonly uploads: readonly UploadRecord[];
  readonly commonPrefixes: readonly string[];
  /** The markers of the next page, or null when this is the last. */
  readonly next: { readonly key: string; readonly uploadId: string } | null;
}

export function listUploadsPage(all: readonly UploadRecord[], query: UploadsQuery): UploadsPage {
  const { prefix, delimiter, maxEntries } = query;
  const uploads: UploadRecord[] = [];
  const commonPrefixes: string[] = [];
  let next: UploadsPage["next"] = null;
  for (const upload of uploadsBehind(all, query)) {
    if (!upload.key.startsWith(prefix)) continue;
    const end = delimiter === "" ? -1 : upload.key.indexOf(delimiter, prefix.length);
    const commonPrefix = end === -1 ? null : upload.key.slice(0, end + delimiter.length);
    if (
      commonPrefix !== null &&
      (commonPrefix === commonPrefixes.at(-1) || query.keyMarker.startsWith(commonPrefix))
    ) {
      continue;
    }
    if (uploads.length + commonPrefixes.length >= maxEntries) return { uploads, commonPrefixes, next };
    if (commonPrefix === null) uploads.push(upload);
    else commonPrefixes.push(commonPrefix);
    next = commonPrefix === null ? upload : { key: commonPrefix, uploadId: "" };
  }
  return { uploads, commonPrefixes, next: null };
}

function uploadsBehind(all: readonly UploadRecord[], query: UploadsQuery): UploadRecord[] {
  const sorted = [...all].sort(
    (a, b) =>
      compareUtf8(a.key, b.key) ||
      compareUtf8(a.initiated, b.initiated) ||
      compareUtf8(a.uploadId, b.uploadId),
  );
  if (query.keyMarker === "") return sorted;
  const marked = sorted.findIndex(
    ({ key, uploadId }) => key === query.keyMarker && uploadId === query.uploadIdMarker,
  );
  if (marked !== -1) return sorted.slice(marked + 1);
  return sorted.filter(({ key }) => compareUtf8(key, query.keyMarker) > 0);
}
