import { emptyAnswer } from "../../answer";
import { openPayload } from "../../payload/open-payload";
import { readWriteCondition } from "../../rules/conditions";
import { checksumHeaders, readObjectHeaders } from "../../rules/object-headers";
import { wholeSeconds } from "../../store/object-record";
import type { Handler, ObjectCall } from "../call";

/** The most that one PUT, one part or one copy may have: 5 GiB. */
export const maxPutBytes = 5 * 1024 ** 3;

/** The condition is asked twice: early, to spare a hopeless upload, and when its bytes are here, which is what counts. */
export const putObject: Handler<ObjectCall> = async ({ request, store, bucket, key, now }) => {
  const headers = readObjectHeaders(request);
  const condition = readWriteCondition(request.headers);
  const payload = openPayload(request, { maxBytes: maxPutBytes });
  condition(bucket.objects.get(key));
  return store.blobs.write(payload.bytes, (piece) => {
    const { md5, checksum } = payload.settle();
    const etag = md5.toString("hex");
    const lastModified = wholeSeconds(now());
    const record = {
      key,
      pieces: [piece],
      bytes: piece.bytes,
      etag,
      lastModified,
      headers,
      checksum,
      multipart: false,
    };
    bucket.put(record, condition);
    return emptyAnswer(200, { ETag: `"${etag}"`, ...checksumHeaders(checksum) });
  });
};
