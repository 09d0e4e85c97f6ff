/** The tests' own way into the bucket, beside the app: with the owner's keys, past every signed URL. */
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  NotFound,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { readEnvironment } from "./environment";

const { S3_ENDPOINT, S3_BUCKET, S3_REGION } = readEnvironment();
const client = new S3Client({
  endpoint: S3_ENDPOINT,
  region: S3_REGION,
  forcePathStyle: true,
  requestChecksumCalculation: "WHEN_REQUIRED",
  responseChecksumValidation: "WHEN_REQUIRED",
});

/** Every key of the bucket that begins with `prefix`, with the object's size in bytes. */
export async function listObjects(prefix = ""): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const pages = paginateListObjectsV2({ client }, { Bucket: S3_BUCKET, Prefix: prefix });
  for await (const page of pages)
    for (const { Key, Size } of page.Contents ?? []) found.set(Key ?? "", Size ?? -1);
  return found;
}

export async function hasObject(key: string): Promise<boolean> {
  return (await headObject(key)) !== null;
}

/** The headers that the store keeps with an object; null when there is none. */
export async function headObject(key: string) {
  try {
    return await client.send(new HeadObjectCommand({ Bucket: S3_BUCKET, Key: key }));
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}

export async function readObject(key: string): Promise<Uint8Array> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: S3_BUCKET, Key: key }));
  if (Body === undefined) throw new Error(`${key} has no body.`);
  return Body.transformToByteArray();
}

/** What a store would hold that does not enforce what a URL had signed. */
export async function writeObject(key: string, bytes: Uint8Array, filetype = "image/png"): Promise<void> {
  await client.send(
    new PutObjectCommand({ Bucket: S3_BUCKET, Key: key, Body: bytes, ContentType: filetype }),
  );
}

export async function removeObject(key: string): Promise<void> {
  await client.send(new DeleteObjectCommand({ Bucket: S3_BUCKET, Key: key }));
}

/** Begins an upload in parts that nobody goes on with. */
export async function startMultipart(key: string): Promise<void> {
  await client.send(new CreateMultipartUploadCommand({ Bucket: S3_BUCKET, Key: key }));
}

/** The keys of uploads in parts that were begun and neither completed nor aborted. */
export async function listMultipartUploads(prefix = ""): Promise<string[]> {
  const { Uploads = [] } = await client.send(
    new ListMultipartUploadsCommand({ Bucket: S3_BUCKET, Prefix: prefix }),
  );
  return Uploads.map(({ Key = "" }) => Key);
}

/** Puts the only upload in parts under a key together, as a process would that died right after. */
export async function completeUpload(
  key: string,
  parts: readonly { readonly partNumber: number; readonly etag: string }[],
): Promise<void> {
  const { Uploads = [] } = await client.send(
    new ListMultipartUploadsCommand({ Bucket: S3_BUCKET, Prefix: key }),
  );
  const Parts = parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag }));
  await client.send(
    new CompleteMultipartUploadCommand({
      Bucket: S3_BUCKET,
      Key: key,
      UploadId: Uploads[0]?.UploadId,
      MultipartUpload: { Parts },
    }),
  );
}
