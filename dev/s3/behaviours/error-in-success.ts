// S3 begins the answer to a long operation with 200 before it knows how it ends: the error then stands in the body.
import { errorAnswer } from "../answer";
import type { Behaviour } from "../behaviour";
import { S3Error } from "../errors";
import { chanceOf } from "./chance";

const longOperations = ["CopyObject", "CompleteMultipartUpload", "UploadPartCopy"];

/** This share of copies and completions answers 200, says InternalError in the body, and does nothing. */
export function failingInside(share: number, seed = 1): Behaviour {
  const strikes = chanceOf(share, seed);
  return async ({ operation, request }, perform) => {
    if (!longOperations.includes(operation) || !strikes()) return perform(request);
    return { ...errorAnswer(new S3Error("InternalError"), "", request), status: 200 };
  };
}
