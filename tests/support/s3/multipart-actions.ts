// Multipart uploads as the contract's tests make them: begun and completed by the SDK, with parts put by presigned URLs.
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  type CompletedPart,
  type CompleteMultipartUploadCommandInput,
  type CompleteMultipartUploadCommandOutput,
  type CreateMultipartUploadCommandInput,
  type UploadPartCommandInput,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { sha256Base64, type ContractStore } from "./contract-store";
import { sendRaw, type RawAnswer } from "./raw-request";

export interface MultipartActions {
  /** Resolves to the upload's id. */
  start(key: string, more?: Partial<CreateMultipartUploadCommandInput>): Promise<string>;
  presignPart(
    key: string,
    uploadId: string,
    partNumber: number,
    more?: Partial<UploadPartCommandInput>,
  ): Promise<string>;
  sendPart(key: string, uploadId: string, partNumber: number, body: Buffer): Promise<RawAnswer>;
  /** With the signed SHA-256 of `promised`. */
  sendCheckedPart(
    key: string,
    uploadId: string,
    partNumber: number,
    body: Buffer,
    promised: Buffer,
  ): Promise<RawAnswer>;
  complete(
    key: string,
    uploadId: string,
    parts: CompletedPart[],
    more?: Partial<CompleteMultipartUploadCommandInput>,
  ): Promise<CompleteMultipartUploadCommandOutput>;
}

export function multipartActions({ client, bucket }: ContractStore): MultipartActions {
  const inHeader = { unhoistableHeaders: new Set(["x-amz-checksum-sha256"]) };
  const actions: MultipartActions = {
    async start(key, more = {}) {
      const command = new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ...more });
      return (await client.send(command)).UploadId ?? "";
    },
    presignPart(key, uploadId, partNumber, more = {}) {
      const input = { Bucket: bucket, Key: key, UploadId: uploadId, PartNumber: partNumber, ...more };
      return getSignedUrl(client, new UploadPartCommand(input), { expiresIn: 300, ...inHeader });
    },
    async sendPart(key, uploadId, partNumber, body) {
      return sendRaw("PUT", await actions.presignPart(key, uploadId, partNumber), { body });
    },
    async sendCheckedPart(key, uploadId, partNumber, body, promised) {
      const value = sha256Base64(promised);
      const url = await actions.presignPart(key, uploadId, partNumber, { ChecksumSHA256: value });
      return sendRaw("PUT", url, { body, headers: { "x-amz-checksum-sha256": value } });
    },
    complete(key, uploadId, parts, more = {}) {
      const input = {
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        MultipartUpload: { Parts: parts },
        ...more,
      };
      return client.send(new CompleteMultipartUploadCommand(input));
    },
  };
  return actions;
}

/** A part as completing lists it. */
export function listed(partNumber: number, answer: RawAnswer): CompletedPart {
  return { PartNumber: partNumber, ETag: answer.headers["etag"] ?? "" };
}
