// What an operation answers, as a value: nothing is written to the wire until the server has it whole, so that a
// behaviour can change it, delay it or lose it.
import type { S3Error } from "./errors";
import type { S3Request } from "./request";
import { optional, writeXml, type XmlNode } from "./xml/write-xml";

export interface AnswerStream {
  readonly byteCount: number;
  readonly bytes: AsyncIterable<Buffer>;
  /** Lets go of what the stream reads from; called once when the exchange is over, read or not. */
  dispose(): void;
}

export interface S3Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | AnswerStream | null;
  /** The error's code, for the log. */
  readonly code: string | null;
}

export function emptyAnswer(status: number, headers: Readonly<Record<string, string>> = {}): S3Answer {
  return { status, headers, body: null, code: null };
}

export function xmlAnswer(root: XmlNode, headers: Readonly<Record<string, string>> = {}): S3Answer {
  return {
    status: 200,
    headers: { "Content-Type": "application/xml", ...headers },
    body: writeXml(root),
    code: null,
  };
}

export function errorAnswer(error: S3Error, requestId: string, request: S3Request | null): S3Answer {
  const body = writeXml(
    [
      "Error",
      [
        ["Code", error.code],
        ["Message", error.message],
        ...optional("BucketName", "BucketName" in error.details ? null : request?.bucket),
        ...optional("Key", request?.key),
        ...Object.entries(error.details),
        ["RequestId", requestId],
      ],
    ],
    { plain: true },
  );
  return {
    status: error.status,
    headers: { "Content-Type": "application/xml", ...error.headers },
    body,
    code: error.code,
  };
}
