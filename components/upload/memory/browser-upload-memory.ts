import { isRecord, isCount, readText } from "../transport/refusal";
import { storageKeyOf } from "./remembered";
import type { RememberedUpload, UploadMemory } from "./upload-memory";

/**
 * Remembers in the browser's local storage, for one person: whoever signs in next at this machine is offered nothing
 * of it. A lock that ends with the page says which uploads another tab is at.
 */
export function browserUploadMemory(personId: string): UploadMemory {
  const key = storageKeyOf(personId);
  const letGo = new Map<string, () => void>();
  return {
    async unfinished() {
      const locked = await lockedNames();
      const kept = read(key).filter(({ expiresAtMs }) => expiresAtMs > Date.now());
      write(key, kept);
      return kept.filter(({ uploadId }) => !locked.has(lockName(uploadId)));
    },
    remember(upload) {
      write(key, [...read(key).filter(({ uploadId }) => uploadId !== upload.uploadId), upload]);
      if (!letGo.has(upload.uploadId)) letGo.set(upload.uploadId, holdLock(lockName(upload.uploadId)));
    },
    forget(uploadId) {
      write(
        key,
        read(key).filter((upload) => upload.uploadId !== uploadId),
      );
      letGo.get(uploadId)?.();
      letGo.delete(uploadId);
    },
  };
}

function lockName(uploadId: string): string {
  return `signet-upload-${uploadId}`;
}

/** Without locks (plain http), what another tab is at is offered as well: the parts it has are not sent twice. */
async function lockedNames(): Promise<ReadonlySet<string>> {
  if (!("locks" in navigator)) return new Set();
  const { held = [] } = await navigator.locks.query();
  return new Set(held.map(({ name }) => name ?? ""));
}

function holdLock(name: string): () => void {
  if (!("locks" in navigator)) return () => undefined;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = () => resolve();
  });
  void navigator.locks.request(name, () => held);
  return release;
}

/** What somebody else wrote there, or a full or forbidden storage, costs the memory and nothing else. */
function read(key: string): RememberedUpload[] {
  try {
    const entries: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(entries)
      ? entries.map((entry: unknown) => parseRemembered(entry)).filter((entry) => entry !== null)
      : [];
  } catch {
    return [];
  }
}

function write(key: string, uploads: readonly RememberedUpload[]): void {
  try {
    if (uploads.length === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(uploads));
  } catch {
    return;
  }
}

function parseRemembered(entry: unknown): RememberedUpload | null {
  if (!isRecord(entry)) return null;
  const uploadId = readText(entry["uploadId"]);
  const key = readText(entry["key"]);
  const filename = readText(entry["filename"]);
  const filetype = readText(entry["filetype"]);
  const { partSizeBytes, partCount, sizeBytes, lastModified, expiresAtMs } = entry;
  if (uploadId === null || key === null || filename === null || filetype === null) return null;
  if (!isCount(partSizeBytes) || !isCount(partCount) || !isCount(sizeBytes)) return null;
  if (typeof lastModified !== "number" || typeof expiresAtMs !== "number") return null;
  const sha256 = readText(entry["sha256"]);
  return {
    kind: "parts",
    uploadId,
    key,
    filename,
    filetype,
    partSizeBytes,
    partCount,
    sizeBytes,
    lastModified,
    expiresAtMs,
    sha256,
  };
}
