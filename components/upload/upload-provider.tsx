"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from "react";
import { toast } from "sonner";
import type { UploadPolicy } from "@/lib/images/upload/upload-policy";
import { acceptedFiles } from "./engine/declared-file";
import { DropOverlay } from "./intake/drop-overlay";
import { useFileDrag } from "./intake/use-file-drag";
import { usePastedFiles } from "./intake/use-pasted-files";
import { throttle } from "./page/throttle";
import { useLeaveWarning } from "./page/use-leave-warning";
import { useSpaced } from "./page/use-spaced";
import { useTitlePrefix } from "./page/use-title-prefix";
import type { Counts } from "./progress/run-totals";
import { runEndWords, spokenWords } from "./tray/words";
import { UploadContext, type Uploads, useUploadSnapshot } from "./upload-context";
import { createUploadSession } from "./upload-session";
import { UploadTray } from "./upload-tray";

const REFRESH_MS = 3_000;
const SPEECH_MS = 5_000;

type UploadProviderProps = {
  children: ReactNode;
  policy: UploadPolicy;
  /** Who is signed in and may upload. Null: nobody, or it cannot be said just now. */
  personId: string | null;
};

/** Gives whoever may upload the means to. Who was known once stays it: uploads outlive a database that is away. */
export function UploadProvider({ children, policy, personId }: UploadProviderProps) {
  const [knownId, setKnownId] = useState(personId);
  if (personId !== null && personId !== knownId) setKnownId(personId);
  if (knownId === null) return children;
  return (
    <UploadsOfPerson key={knownId} policy={policy} personId={knownId}>
      {children}
    </UploadsOfPerson>
  );
}

/**
 * Lets everything below upload files, and owns what belongs to the whole window: the drop zone, pasting, the tray, the
 * warning before leaving, the count in the title. Stands in a layout, so that uploads survive navigation.
 */
function UploadsOfPerson({ children, policy, personId }: UploadProviderProps & { personId: string }) {
  const picker = useRef<HTMLInputElement>(null);
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
      onFinished: tellFinished,
    }),
  );
  useEffect(() => session.open(throttle(() => refresh(), REFRESH_MS)), [session]);
  const [uploads] = useState<Uploads>(() => ({
    engine: session.engine,
    store: session.store,
    add: (files) => session.engine.add(files),
    choose: () => picker.current?.click(),
  }));
  return (
    <UploadContext value={uploads}>
      {children}
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept={acceptedFiles()}
        aria-label="Files to upload"
        onChange={({ currentTarget }) => {
          uploads.add([...(currentTarget.files ?? [])]);
          // Else choosing the same file once more would be no change.
          currentTarget.value = "";
        }}
      />
      <WindowParts uploads={uploads} />
    </UploadContext>
  );
}

/** What is drawn over, and done to, the whole window. Apart, so that progress draws nothing else again. */
function WindowParts({ uploads }: { uploads: Uploads }) {
  const snapshot = useUploadSnapshot();
  const { totals, isOnline } = snapshot;
  const isBusy = totals.list.active > 0;
  // What is unfinished may be put aside until the next visit.
  const [isPutAside, setIsPutAside] = useState(false);
  const isShown = snapshot.items.length > 0 || (snapshot.unfinished.length > 0 && !isPutAside);
  const isOver = useFileDrag(uploads.add);
  usePastedFiles(uploads.add);
  useLeaveWarning(isBusy);
  useTitlePrefix(isBusy ? `(${totals.run.done}/${totals.run.all})` : null);
  const speech = useSpaced(spokenWords(totals, isOnline), SPEECH_MS);
  return (
    <>
      {isOver ? <DropOverlay /> : null}
      {isShown ? <UploadTray snapshot={snapshot} onClose={() => setIsPutAside(true)} /> : null}
      <p role="status" className="sr-only">
        {speech}
      </p>
    </>
  );
}

const TELL = { success: toast.success, plain: toast, error: toast.error } as const;

function tellRunEnd(counts: Counts): void {
  const words = runEndWords(counts);
  if (words !== null) TELL[words.tone](words.title);
}

function tellFinished(filename: string): void {
  toast.success(`${filename} uploaded`);
}
