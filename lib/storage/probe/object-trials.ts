import "server-only";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import type { ObjectKey } from "@/lib/images/object-key";
import { isMissing } from "../s3/s3-client";
import { FILETYPE, judgeRefusal, outcome, type ProbeKit, type Trial, wasDone } from "./probe-kit";
import { withoutQuery } from "./upload-trials";

/** What becomes of objects that are there: read, listed, copied, removed. */

const BODY = Buffer.from("0123456789");
const OVERRIDES = {
  responseContentType: "image/webp",
  responseContentDisposition: 'inline; filename="probe"',
};

async function writeObject(kit: ProbeKit): Promise<ObjectKey> {
  const Key = kit.takeKey();
  await kit.client.send(new PutObjectCommand({ Bucket: kit.bucket, Key, Body: BODY, ContentType: FILETYPE }));
  return Key;
}

export const trySignedGet: Trial = async (kit) => {
  const url = await kit.signGet(await writeObject(kit), OVERRIDES);
  const whole = await kit.send("GET", url);
  const part = await kit.send("GET", url, { headers: { range: "bytes=2-4" } });
  const isWhole = wasDone(whole) && whole.bytes.equals(BODY);
  const isOurs =
    whole.headers.get("content-type") === OVERRIDES.responseContentType &&
    whole.headers.get("content-disposition") === OVERRIDES.responseContentDisposition;
  const isPart = part.status === 206 && part.bytes.equals(BODY.subarray(2, 5));
  const seen = `reading by a signed URL: ${whole.status}${isOurs ? "" : " without our headers"}, a part of it: ${part.status}`;
  return outcome(isWhole && isOurs && isPart ? "enforced" : "ignored", seen);
};

export const trySignature: Trial = async (kit) => {
  const url = await kit.signGet(await writeObject(kit));
  const changed = url.replace(
    /(X-Amz-Signature=)(.)/,
    (_whole, name: string, digit: string) => name + (digit === "0" ? "1" : "0"),
  );
  return judgeRefusal(await kit.send("GET", changed), "reading with a changed signature");
};

export const tryAnonymousAccess: Trial = async (kit) => {
  const key = await writeObject(kit);
  const address = withoutQuery(await kit.signGet(key));
  const read = judgeRefusal(await kit.send("GET", address), "reading without a signature");
  if (read.verdict !== "enforced") return read;
  const listed = await kit.send("GET", address.slice(0, -key.length));
  return judgeRefusal(listed, "listing without a signature");
};

export const tryListing: Trial = async (kit) => {
  const key = await writeObject(kit);
  const { Contents = [] } = await kit.client.send(
    new ListObjectsV2Command({ Bucket: kit.bucket, Prefix: key }),
  );
  const isThere = Contents.some(({ Key, Size }) => Key === key && Size === BODY.length);
  return outcome(
    isThere ? "enforced" : "ignored",
    `an object just written is ${isThere ? "" : "not "}listed`,
  );
};

export const tryCopy: Trial = async (kit) => {
  const [from, to] = [await writeObject(kit), kit.takeImageKey()];
  await kit.client.send(
    new CopyObjectCommand({
      Bucket: kit.bucket,
      CopySource: `${kit.bucket}/${from}`,
      Key: to,
      MetadataDirective: "REPLACE",
      ContentType: "image/webp",
      ChecksumAlgorithm: "SHA256",
    }),
  );
  const { ContentLength, ContentType } = await kit.client.send(
    new HeadObjectCommand({ Bucket: kit.bucket, Key: to }),
  );
  const isRight = ContentLength === BODY.length && ContentType === "image/webp";
  return outcome(
    isRight ? "enforced" : "ignored",
    `a copy has ${ContentLength ?? 0} bytes of type ${ContentType ?? "none"}`,
  );
};

export const tryDelete: Trial = async (kit) => {
  const Key = await writeObject(kit);
  const target = { Bucket: kit.bucket, Key };
  await kit.client.send(new DeleteObjectCommand(target));
  await kit.client.send(new DeleteObjectCommand(target));
  try {
    await kit.client.send(new HeadObjectCommand(target));
    return outcome("ignored", "a deleted object is still there");
  } catch (error) {
    if (!isMissing(error)) throw error;
    return outcome("enforced", "a deleted object is gone");
  }
};
