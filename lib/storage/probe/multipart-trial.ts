import "server-only";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { FILETYPE, outcome, type ProbeKit, type Trial, wasDone } from "./probe-kit";

/** Uploads in parts: joined, aborted, and what a part's URL is worth afterwards. */

const BODY = Buffer.from("one part");
const OTHER = Buffer.from("another part, longer");

export const tryMultipart: Trial = async (kit) => {
  const target = await begin(kit);
  const part = new UploadPartCommand({ ...target, PartNumber: 1 });
  const url = await getSignedUrl(kit.client, part, { expiresIn: 60 });
  const sent = await kit.send("PUT", url, { body: BODY });
  const ETag = sent.headers.get("etag");
  if (!wasDone(sent) || ETag === null) return outcome("refused", `a part: ${sent.status}`);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await kit.client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload }));
  const replay = await kit.send("PUT", url, { body: OTHER });
  const { ContentLength } = await kit.client.send(
    new HeadObjectCommand({ Bucket: kit.bucket, Key: target.Key }),
  );
  if (wasDone(replay) || ContentLength !== BODY.length)
    return outcome(
      "ignored",
      `a part sent after completing: ${replay.status}, and the object has ${ContentLength ?? 0} bytes`,
    );
  return tryAbort(kit);
};

async function tryAbort(kit: ProbeKit) {
  const target = await begin(kit);
  await kit.client.send(new UploadPartCommand({ ...target, PartNumber: 1, Body: BODY }));
  await kit.client.send(new AbortMultipartUploadCommand(target));
  try {
    await kit.client.send(new ListPartsCommand(target));
    return outcome("ignored", "an aborted upload is still there");
  } catch (error) {
    if (!(error instanceof S3ServiceException) || error.$metadata.httpStatusCode !== 404) throw error;
    return outcome("enforced", "an aborted upload is gone");
  }
}

async function begin(kit: ProbeKit) {
  const key = kit.takeImageKey();
  const { UploadId } = await kit.client.send(
    new CreateMultipartUploadCommand({ Bucket: kit.bucket, Key: key, ContentType: FILETYPE }),
  );
  if (UploadId === undefined) throw new Error("The store began an upload in parts without naming it.");
  kit.begun.push({ key, uploadId: UploadId });
  return { Bucket: kit.bucket, Key: key, UploadId };
}
