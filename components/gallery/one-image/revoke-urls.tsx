"use client";

import { Link2Off } from "lucide-react";
import { useState, useTransition } from "react";
import { forgetPicturesOf } from "@/components/shell/kept-pictures";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { LocalTime } from "@/components/ui/local-time";
import { Notice } from "@/components/ui/notice";
import { useRefreshWhile } from "@/components/ui/use-refresh-while";
import type { ImageView } from "@/lib/contracts/image";
import type { RevocationResponse } from "@/lib/contracts/revocation";
import type { RevokeImage } from "./image-actions";
import { explainProblem } from "./problem-words";

type RevokeUrlsProps = {
  image: ImageView;
  /** It is still to be done: somebody has asked for it, or the image was made private. */
  pending: boolean;
  revokeImage: RevokeImage;
};

/** Ends every URL that was handed out for the image, after asking; then says what became of them. */
export function RevokeUrls({ image, pending, revokeImage }: RevokeUrlsProps) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [revoked, setRevoked] = useState<RevocationResponse | null>(null);
  const [wasPending, setWasPending] = useState(pending);
  const [busy, startTransition] = useTransition();
  if (pending && !wasPending) setWasPending(true);
  useRefreshWhile(pending);

  const confirm = () => {
    startTransition(async () => {
      const answer = await revokeImage({ id: image.id }).catch(() => null);
      startTransition(() => {
        if (answer?.ok === true) {
          setRevoked(answer.value);
          void forgetPicturesOf(image.id).catch(() => undefined);
          setOpen(false);
        } else setProblem(explainProblem(answer === null ? null : answer.problem));
      });
    });
  };

  return (
    <div className="mt-3 flex flex-col items-start gap-3">
      <ConfirmDialog
        open={open}
        onOpenChange={(opened) => {
          setOpen(opened);
          setProblem(null);
        }}
        trigger={
          <Button variant="quiet" className="-ml-3.5">
            <Link2Off aria-hidden />
            Revoke URLs
          </Button>
        }
        title="Revoke all URLs of this image?"
        confirm={busy ? "Revoking" : "Revoke URLs"}
        busy={busy}
        onConfirm={confirm}
      >
        <p>
          Every signed URL that anybody has been given for{" "}
          <span className="font-medium wrap-anywhere text-ink">{image.filename}</span> stops working. The
          image and its link stay: whoever may see it is given a new URL.
        </p>
        {problem === null ? null : (
          <Notice tone="danger" title="The URLs were not revoked" alert>
            {problem}
          </Notice>
        )}
      </ConfirmDialog>
      <div role="status" className="empty:hidden">
        {pending ? (
          <StillToDo until={revoked?.lastUrlUntil ?? null} />
        ) : revoked?.state === "done" ? (
          <Outcome revoked={revoked} />
        ) : wasPending || revoked !== null ? (
          <Notice tone="success" title="URLs revoked">
            <p>The image has another address now. The old file is being removed.</p>
          </Notice>
        ) : null}
      </div>
    </div>
  );
}

function Outcome({ revoked }: { revoked: RevocationResponse }) {
  const { lastUrlUntil, oldObjectsGone, copiesMayRemain } = revoked;
  if (!oldObjectsGone) {
    return (
      <Notice tone="warning" title="URLs revoked, but not all have stopped working">
        <p>
          The store did not remove the old file. It is tried again until it is gone.
          {lastUrlUntil === null ? null : <Until iso={lastUrlUntil} />}
        </p>
      </Notice>
    );
  }
  if (copiesMayRemain) {
    return (
      <Notice tone="warning" title="URLs revoked, but the CDN may have copies">
        <p>
          The file itself has another address now. What the CDN has kept of the old one, it may go on showing
          to whoever has a URL.
          {lastUrlUntil === null ? null : <Until iso={lastUrlUntil} />}
        </p>
      </Notice>
    );
  }
  return (
    <Notice tone="success" title="URLs revoked">
      <p>
        {lastUrlUntil === null ? (
          "No URL on record was working."
        ) : (
          <>
            All have stopped working. The last would have worked until <LocalTime iso={lastUrlUntil} />.
          </>
        )}
      </p>
    </Notice>
  );
}

function StillToDo({ until }: { until: string | null }) {
  return (
    <Notice tone="warning" title="URLs are being revoked">
      <p>
        This takes a while for a large file, or when the image store does not answer. It is done as soon as
        possible, also when you close this page.
        {until === null ? null : <Until iso={until} />}
      </p>
    </Notice>
  );
}

function Until({ iso }: { iso: string }) {
  return (
    <>
      {" "}
      The last URL works until <LocalTime iso={iso} /> at most.
    </>
  );
}
