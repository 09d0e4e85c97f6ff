/**
 * Finds out why a PUT ended without any answer. To a page a missing CORS rule, a dead line and a file that was changed
 * on disk all look the same: status 0. They are told apart by what happened before, by the file, and by a knock.
 */
import type { Transport } from "../transport/transport";
import { ownFailure, type UploadFailure } from "./upload-failure";

export type Silence = {
  readonly transport: Transport;
  readonly url: string;
  readonly file: Blob;
  readonly isOnline: boolean;
  /** Whether bytes left during this attempt: a browser sends none before the preflight was allowed. */
  readonly bytesMoved: boolean;
  /** Whether this store ever answered this page readably. */
  readonly storeAnsweredBefore: boolean;
  readonly signal: AbortSignal;
};

/** The failure behind a silent PUT, or "offline", which is none. */
export async function explainSilence(silence: Silence): Promise<UploadFailure | "offline"> {
  if (!silence.isOnline) return "offline";
  if (!(await isReadable(silence.file))) return ownFailure("file_unreadable");
  if (silence.bytesMoved || silence.storeAnsweredBefore) return ownFailure("connection_lost");
  const reached = await silence.transport.reaches(silence.url, silence.signal);
  return reached
    ? ownFailure("cors_blocked", blockedFrom(silence.transport.origin))
    : ownFailure("store_unreachable");
}

function blockedFrom(origin: string): string {
  return `The image store answers, but its CORS rule does not name ${origin}, so the browser stops the upload.`;
}

async function isReadable(file: Blob): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
