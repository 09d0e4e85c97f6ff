import { emptyAnswer } from "../../answer";
import { matchCondition } from "../../rules/conditions";
import type { Handler, ObjectCall } from "../call";
import { checkVersion } from "./require-object";

/** Deleting what is not there succeeds, but for a client that named the version it means to delete. */
export const deleteObject: Handler<ObjectCall> = ({ request, bucket, key }) => {
  checkVersion(request.query);
  bucket.delete(key, matchCondition(request.headers.get("if-match") ?? null));
  return emptyAnswer(204);
};
