import { emptyAnswer } from "../../answer";
import { S3Error } from "../../errors";
import { matches, noCondition, type WriteCondition } from "../../rules/conditions";
import type { Handler, ObjectCall } from "../call";
import { checkVersion } from "./require-object";

/** Deleting what is not there succeeds. */
export const deleteObject: Handler<ObjectCall> = ({ request, bucket, key }) => {
  checkVersion(request.query);
  bucket.delete(key, deleteCondition(request.headers.get("if-match")));
  return emptyAnswer(204);
};

/** What is gone already needs no condition: only an object that is there can be the wrong one. */
export function deleteCondition(etag: string | null | undefined): WriteCondition {
  if (etag === null || etag === undefined) return noCondition;
  return (current) => {
    if (current === undefined || matches(etag, current.etag)) return;
    throw new S3Error("PreconditionFailed", { details: { Condition: "If-Match" } });
  };
}
