"use client";

import { type ReactNode, useRef, useState } from "react";
import type { UploadPolicy } from "@/lib/images/upload/upload-policy";
import { acceptedFiles } from "./engine/declared-file";
import { DropOverlay } from "./intake/drop-overlay";
import { useFileDrag } from "./intake/use-file-drag";
import { usePastedFiles } from "./intake/use-pasted-files";
import { UploadEntranceContext } from "./upload-entrance";
import { useUploadDesk } from "./use-upload-desk";

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
 * Lets everything below upload files, and takes those that are dropped or pasted anywhere in the window. Stands in a
 * layout, so that uploads survive navigation.
 */
function UploadsOfPerson({ children, policy, personId }: UploadProviderProps & { personId: string }) {
  const picker = useRef<HTMLInputElement>(null);
  const { Desk, add, prepare, onReady } = useUploadDesk(personId);
  const [entrance] = useState(() => ({ choose: () => picker.current?.click(), prepare }));
  const isOver = useFileDrag(add);
  usePastedFiles(add);
  return (
    <UploadEntranceContext value={entrance}>
      {children}
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept={acceptedFiles()}
        aria-label="Files to upload"
        onChange={({ currentTarget }) => {
          add([...(currentTarget.files ?? [])]);
          // Else choosing the same file once more would be no change.
          currentTarget.value = "";
        }}
      />
      {isOver ? <DropOverlay /> : null}
      {Desk === null ? null : <Desk policy={policy} personId={personId} onReady={onReady} />}
    </UploadEntranceContext>
  );
}
