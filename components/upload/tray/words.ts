/** What the tray says: stages, counts and times, short and in the person's terms. */
import { formatCount } from "@/components/ui/format-count";
import { formatBytes } from "@/lib/images/upload/upload-policy";
import type { UploadItem } from "../engine/upload-item";
import type { UploadFailure } from "../problems/upload-failure";
import type { Counts, RunTotals } from "../progress/run-totals";

function images(number: number): string {
  return number === 1 ? "1 image" : `${formatCount(number)} images`;
}

/** The stage of one file. */
export function stageWords({ stage, sizeBytes }: UploadItem, isOnline: boolean): string {
  if (stage.name === "checking") return "Checking";
  if (stage.name === "hashing")
    return stage.readBytes > 0 ? `Reading ${share(stage.readBytes, sizeBytes)}` : "Reading";
  if (stage.name === "uploading") {
    return `${isOnline ? "Uploading" : "Paused at"} ${share(stage.sentBytes, sizeBytes)}`;
  }
  if (stage.name === "done") return "Uploaded";
  if (stage.name === "failed") return stage.failure.what;
  if (stage.name === "cancelled") return "Cancelled";
  if (!isOnline) return "Waiting for the connection";
  if (stage.note !== null) return stage.note;
  return stage.name === "registering" ? "Verifying" : "Waiting";
}

function share(part: number, whole: number): string {
  return `${percent(part, whole)}%`;
}

/** Whole percent, rounded down: a hundred is only said when it is true. */
export function percent(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.min(100, Math.floor((part / whole) * 100));
}

/** The heading of the tray. */
export function headingWords({ run, list }: RunTotals, unfinished = 0): string {
  if (list.all === 0 && unfinished > 0) return unfinishedWords(unfinished);
  if (list.active > 0) return `${formatCount(run.done)} of ${formatCount(run.all)} uploaded`;
  if (run.done === 0) return "Nothing uploaded";
  return run.done === run.all
    ? `${images(run.done)} uploaded`
    : `${formatCount(run.done)} of ${images(run.all)} uploaded`;
}

function unfinishedWords(number: number): string {
  return number === 1 ? "1 unfinished upload" : `${formatCount(number)} unfinished uploads`;
}

/** What is left for the person to look at; empty when there is nothing. */
export function leftoverWords({ failed, duplicates, cancelled }: Counts): string {
  const parts = [
    failed > 0 ? `${formatCount(failed)} not uploaded` : "",
    duplicates > 0 ? `${formatCount(duplicates)} already here` : "",
    cancelled > 0 ? `${formatCount(cancelled)} cancelled` : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** Bytes, speed and time of a run under way; says of speed and time only what is known. */
export function progressWords(
  totals: RunTotals,
  bytesPerSecond: number | null,
  secondsLeft: number | null,
): string {
  const parts = [`${formatBytes(totals.sentBytes)} of ${formatBytes(totals.totalBytes)}`];
  if (bytesPerSecond !== null) parts.push(`${formatBytes(bytesPerSecond)}/s`);
  if (secondsLeft !== null) parts.push(timeLeftWords(secondsLeft));
  return parts.join(" · ");
}

/** A rough time: a false exactness would only jump about. */
export function timeLeftWords(seconds: number): string {
  if (seconds < 5) return "a few seconds left";
  if (seconds < 55) return `${Math.ceil(seconds / 5) * 5} s left`;
  if (seconds < 3_570) return `${Math.max(1, Math.round(seconds / 60))} min left`;
  const hours = seconds / 3_600;
  return hours < 24 ? `${Math.round(hours)} h left` : "more than a day left";
}

/** What stops several files alike and is explained once for all of them; null when there is no such thing. */
export function sharedTrouble(items: readonly UploadItem[]): UploadFailure | null {
  let first: UploadFailure | null = null;
  for (const { stage } of items) {
    if (stage.name !== "failed" || !stage.failure.concernsAll) continue;
    if (first !== null) return first.code === stage.failure.code ? first : null;
    first = stage.failure;
  }
  return null;
}

/** What a screen reader hears now and then while a run is under way, and at its end. */
export function spokenWords(totals: RunTotals, isOnline: boolean): string {
  const { run, list } = totals;
  if (list.all === 0) return "";
  const offline = list.active > 0 && !isOnline ? "Offline, uploads are paused" : "";
  return [offline, headingWords(totals), leftoverWords(run)].filter((part) => part !== "").join(". ") + ".";
}

export type RunEnd = {
  readonly title: string;
  readonly tone: "success" | "plain" | "error";
};

/** The one toast at the end of a run; null when there is nothing to tell. */
export function runEndWords(run: Counts): RunEnd | null {
  const leftovers = leftoverWords({ ...run, cancelled: 0 });
  if (run.done === 0 && leftovers === "") return null;
  if (leftovers === "") return { title: `${images(run.done)} uploaded`, tone: "success" };
  const title = run.done === 0 ? leftovers : `${images(run.done)} uploaded, ${leftovers}`;
  return { title, tone: run.failed > 0 ? "error" : "plain" };
}
