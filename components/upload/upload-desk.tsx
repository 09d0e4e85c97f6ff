"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { useRouter } from "next/navigation";
import { showToast } from "@/components/ui/toast";
import type { UploadPolicy } from "@/lib/images/upload/upload-policy";
import { throttle } from "./page/throttle";
import { useLeaveWarning } from "./page/use-leave-warning";
import { useSpaced } from "./page/use-spaced";
import { useTitlePrefix } from "./page/use-title-prefix";
import type { Counts } from "./progress/run-totals";
import { runEndWords, spokenWords } from "./tray/words";
import { UploadContext, useUploadSnapshot } from "./upload-context";
import { createUploadSession } from "./upload-session";
import { UploadTray } from "./upload-tray";

const REFRESH_MS = 3_000;
const SPEECH_MS = 5_000;

export type UploadDeskProps = {
  readonly policy: UploadPolicy;
  readonly personId: string;
  /** Called once it is at work, with how it takes files. */
  readonly onReady: (add: (files: readonly File[]) => void) => void;
};

/**
 * Where uploads are worked on: the engine, and what it draws over, and does to, the whole window. Loaded when the first
 * file comes, or at once where an earlier visit left something unfinished; from then on it stays.
 */
export function UploadDesk({ policy, personId, onReady }: UploadDeskProps) {
  const router = useRouter();
  const refresh = useEffectEvent(() => {
    router.refresh();
  });
  const [session] = useState(() =>
    createUploadSession({
      policy,
      personId,
      onDuplicate: "report",
      onRunEnd: tellRunEnd,
      onFinished: (filename) => showToast("success", `${filename} uploaded`),
    }),
  );
  const tellReady = useEffectEvent(() => onReady((files) => session.engine.add(files)));
  useEffect(() => {
    const close = session.open(throttle(() => refresh(), REFRESH_MS));
    tellReady();
    return close;
  }, [session]);
  return (
    <UploadContext value={session}>
      <WindowParts />
    </UploadContext>
  );
}

/** Apart, so that progress draws nothing else again. */
function WindowParts() {
  const snapshot = useUploadSnapshot();
  const { totals, isOnline } = snapshot;
  const isBusy = totals.list.active > 0;
  // What is unfinished may be put aside until the next visit.
  const [isPutAside, setIsPutAside] = useState(false);
  const isShown = snapshot.items.length > 0 || (snapshot.unfinished.length > 0 && !isPutAside);
  useLeaveWarning(isBusy);
  useTitlePrefix(isBusy ? `(${totals.run.done}/${totals.run.all})` : null);
  const speech = useSpaced(spokenWords(totals, isOnline), SPEECH_MS);
  return (
    <>
      {isShown ? <UploadTray snapshot={snapshot} onClose={() => setIsPutAside(true)} /> : null}
      <p role="status" className="sr-only">
        {speech}
      </p>
    </>
  );
}

function tellRunEnd(counts: Counts): void {
  const words = runEndWords(counts);
  if (words !== null) showToast(words.tone, words.title);
}
