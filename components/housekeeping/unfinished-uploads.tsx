"use client";

import { LocalTime } from "@/components/ui/local-time";
import { AndMore, Row, Rows, Section } from "@/components/ui/page/section";
import type { Bounded, UnfinishedUploadView } from "@/lib/contracts/housekeeping";
import { nameFiletype } from "@/lib/images/media-type";
import { formatBytes } from "@/lib/images/upload/upload-policy";
import type { ExpireUpload } from "./housekeeping-actions";
import { RemedyButton } from "./remedy-button";
import { countShown } from "./words";

type UnfinishedUploadsProps = { unfinished: Bounded<UnfinishedUploadView>; expireUpload: ExpireUpload };

/** Uploads that were begun and neither registered nor over. */
export function UnfinishedUploads({ unfinished: { rows, hasMore }, expireUpload }: UnfinishedUploadsProps) {
  const summary =
    rows.length === 0
      ? "None: every upload was registered, or is over."
      : `${countShown(rows.length, hasMore, "upload", "uploads")} not registered yet. The sweep ends each when its time is over.`;
  return (
    <Section title="Unfinished uploads" summary={summary}>
      {rows.length === 0 ? null : (
        <Rows>
          {rows.map((upload) => (
            <UploadRow key={upload.id} upload={upload} expireUpload={expireUpload} />
          ))}
        </Rows>
      )}
      {hasMore ? <AndMore /> : null}
    </Section>
  );
}

function UploadRow({ upload, expireUpload }: { upload: UnfinishedUploadView; expireUpload: ExpireUpload }) {
  const size = upload.sizeBytes === null ? "size not told" : formatBytes(upload.sizeBytes);
  const action =
    upload.state === "registering" ? (
      <span className="text-muted">Being registered</span>
    ) : (
      <RemedyButton
        label={`Expire ${upload.filename} now`}
        done="Upload expired"
        work={() => expireUpload({ uploadId: upload.id })}
      >
        Expire now
      </RemedyButton>
    );
  return (
    <Row title={upload.filename} action={action}>
      {nameFiletype(upload.filetype)} · {size} · {upload.owner}
      <br />
      Begun <LocalTime iso={upload.createdAt} />, expires <LocalTime iso={upload.expiresAt} />
    </Row>
  );
}
