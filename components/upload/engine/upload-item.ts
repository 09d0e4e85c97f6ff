/** One file in the tray, as people see it: a name, a size and the stage it is at. Immutable; each change is a new one. */
import type { UploadFailure } from "../problems/upload-failure";
import type { RegisteredImage } from "../transport/upload-api";

export type UploadStage =
  | { readonly name: "checking" }
  /** For its turn; `note` says why it waits when that is not obvious (a retry). */
  | { readonly name: "waiting"; readonly note: string | null }
  | { readonly name: "hashing"; readonly readBytes: number }
  | { readonly name: "uploading"; readonly sentBytes: number }
  /** Once asked for, a registration cannot be called back. */
  | { readonly name: "registering"; readonly asked: boolean; readonly note: string | null }
  | { readonly name: "done"; readonly image: RegisteredImage }
  | { readonly name: "failed"; readonly failure: UploadFailure }
  | { readonly name: "cancelled" };

export type UploadItem = {
  readonly id: string;
  /** Which run of the engine, from idle to idle, it belongs to. */
  readonly run: number;
  readonly file: File;
  readonly filename: string;
  readonly sizeBytes: number;
  /** The most bytes that ever arrived of it: a retry starts anew, but overall progress does not run backwards. */
  readonly reachedBytes: number;
  readonly stage: UploadStage;
};

/** Whether the engine still has work to do for it. */
export function isActive({ stage }: UploadItem): boolean {
  return stage.name !== "done" && stage.name !== "failed" && stage.name !== "cancelled";
}

export function isCancellable(item: UploadItem): boolean {
  return isActive(item) && !(item.stage.name === "registering" && item.stage.asked);
}

/** Whether "Retry" can help: failures that would only repeat themselves offer something else. */
export function isRetryable({ stage }: UploadItem): boolean {
  return stage.name === "cancelled" || (stage.name === "failed" && stage.failure.retry !== "none");
}

/** Whether it is here already, so that the choice is to open that image or to upload the file anyway. */
export function isDuplicate({ stage }: UploadItem): boolean {
  return stage.name === "failed" && stage.failure.kind === "duplicate";
}
