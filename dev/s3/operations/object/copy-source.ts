// The x-amz-copy-source of a copy: which object it names, and whether the conditions on it hold.
import { S3Error } from "../../errors";
import type { S3Request } from "../../request";
import { checkCopySourceConditions } from "../../rules/conditions";
import type { Bucket } from "../../store/bucket";
import type { ObjectRecord } from "../../store/object-record";
import type { Store } from "../../store/store";
import { requireObject } from "./require-object";

interface CopySource {
  readonly source: ObjectRecord;
  readonly sourceBucket: Bucket;
}

/** @throws S3Error InvalidArgument, NoSuchBucket, NoSuchKey, PreconditionFailed */
export function requireCopySource(request: S3Request, store: Store): CopySource {
  const { bucket, key, query } = parseCopySource(request.headers.get("x-amz-copy-source") ?? "");
  const sourceBucket = store.require(bucket);
  const source = requireObject(sourceBucket, key, query);
  checkCopySourceConditions(request.headers, source);
  return { source, sourceBucket };
}

/** `bucket/key`, percent-encoded, perhaps with a slash before it and `?versionId=` behind it. */
function parseCopySource(text: string): { bucket: string; key: string; query: ReadonlyMap<string, string> } {
  const [path = "", version] = text.split("?versionId=");
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decode(path)) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new S3Error("InvalidArgument", {
      message: "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      details: { ArgumentName: "x-amz-copy-source", ArgumentValue: text },
    });
  }
  return { bucket, key, query: new Map(version === undefined ? [] : [["versionId", decode(version)]]) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error("InvalidArgument", { message: "Invalid copy source encoding." });
  }
}
