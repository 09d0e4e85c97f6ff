/** One PUT that is given up when nothing is heard of it for too long. */
import type { PutAnswer } from "../transport/transport";
import type { StageKit } from "./stage-kit";

/** A transfer of which nothing is heard for so long has died without a word. */
const STALL_MS = 60_000;

export type WatchedPut = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly file: Blob;
  /** Bytes of this file that have left so far. */
  readonly onSent: (sentBytes: number) => void;
  readonly signal: AbortSignal;
};

/** Status 0 when it stalled, was aborted or never arrived. */
export async function watchedPut(kit: StageKit, put: WatchedPut): Promise<PutAnswer> {
  const stall = new AbortController();
  const watch = () => kit.clock.after(STALL_MS, () => stall.abort());
  let unwatch = watch();
  const signal = AbortSignal.any([put.signal, stall.signal]);
  const onProgress = (bytes: number) => {
    if (signal.aborted) return;
    unwatch();
    unwatch = watch();
    put.onSent(Math.min(bytes, put.file.size));
  };
  const { url, headers, file } = put;
  const answer = await kit.transport.putFile({ url, headers, file, onProgress, signal });
  unwatch();
  return answer;
}
