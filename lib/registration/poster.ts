import "server-only";
import type { Poster } from "@/lib/db/uploads/commit-registration";
import { announceKey, findUpload } from "@/lib/db/uploads/uploads";
import { AppError } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import type { InspectedImage } from "@/lib/images/formats/inspect-image";
import { extensionOf } from "@/lib/images/media-type";
import { isStagingKey, mintPosterKey, parseObjectKey } from "@/lib/images/object-key";
import type { Upload } from "@/lib/images/upload/upload";
import { WITHHELD } from "@/lib/images/verification";
import { log } from "@/lib/log";
import { readFirstBytes } from "@/lib/storage/first-bytes";
import { CACHE_CONTROL } from "@/lib/storage/object-storage";
import { type Verdict, verifyObject } from "@/lib/storage/verify-object";
import type { Attempt, Context } from "./registration";
import { inProgress } from "./upload-answers";

/**
 * The poster of a video: an upload of its own, which becomes no image but a part of the video's. Looked at before the
 * video is touched, so that a bad one is refused with nothing changed; then copied and verified as any image. What is
 * found bad only then was exchanged meanwhile: the video does without.
 */

const SHOWN_BY_BROWSERS = new Set<string>(["image/jpeg", "image/png", "image/webp", "image/avif"]);

/** @throws AppError `poster_refused` when a video could not have this poster */
export async function requirePoster(text: string, context: Context): Promise<void> {
  const upload = await findPosterUpload(text, context.viewer.id);
  if (upload === null) throw refused("There is no such upload.");
  const { storage, signal } = context;
  const first = await readFirstBytes(storage, upload.stagingKey, 1, { signal });
  if (first === null) throw refused("Nothing was put to its key yet.");
  if (first === "withheld") throw refused(WITHHELD.detail);
  const verdict = await verify(upload, upload.stagingKey, context);
  if (!verdict.ok) throw refused(verdict.problem.detail);
  if (!isPicture(verdict.inspected)) throw refused("It must be a JPEG, PNG, WebP or AVIF picture.");
}

/** The verified copy, announced before it is made; null when the poster is no longer what it was. */
export async function copyPoster(
  { upload, token }: Attempt,
  imageId: string,
  text: string,
  context: Context,
): Promise<Poster | null> {
  const source = await findPosterUpload(text, upload.ownerId);
  if (source === null) return without("it is gone");
  const { storage, signal } = context;
  const { filetype } = source.declared;
  const key = mintPosterKey(imageId, extensionOf(filetype));
  if (!(await announceKey(upload, token, imageId, key))) throw inProgress("Another attempt has taken over.");
  failpoint("register.after-announce-poster");
  const request = { from: source.stagingKey, to: key, filetype, cacheControl: CACHE_CONTROL };
  if (!(await storage.copy(request, { signal }))) return without("it is gone");
  failpoint("register.after-copy-poster");
  const verdict = await verify(source, key, context);
  if (!verdict.ok) return without(verdict.problem.detail);
  const { inspected } = verdict;
  if (!isPicture(inspected)) return without("it is no picture");
  const { widthPx, heightPx } = inspected;
  return { upload: source, key, filetype: inspected.filetype, widthPx, heightPx };
}

async function findPosterUpload(text: string, ownerId: string): Promise<Upload | null> {
  const key = parseObjectKey(text);
  if (key === null || !isStagingKey(key)) return null;
  const upload = await findUpload(key, ownerId);
  return upload?.state === "issued" ? upload : null;
}

function verify(
  { declared }: Upload,
  key: Upload["stagingKey"],
  { storage, policy, signal }: Context,
): Promise<Verdict> {
  const hash = () => storage.computeSha256(key, { signal });
  return verifyObject({ storage, key, declared, policy, signal, hash });
}

function isPicture(inspected: InspectedImage): inspected is Extract<InspectedImage, { kind: "image" }> {
  return inspected.kind === "image" && SHOWN_BY_BROWSERS.has(inspected.filetype);
}

function refused(detail: string): AppError {
  return new AppError("poster_refused", {
    detail: `${detail} Register the video without it, or with another.`,
  });
}

function without(reason: string): null {
  log.warn({ event: "poster-left-out", reason });
  return null;
}
