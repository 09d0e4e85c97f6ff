// Stores whose readers see what was, for a while.
import type { S3Answer } from "../answer";
import type { Behaviour } from "../behaviour";
import { S3Error } from "../errors";

const writes = ["PutObject", "CopyObject", "CompleteMultipartUpload"];
const reads = ["GetObject", "HeadObject", "GetObjectAttributes"];

/** A key that was not there is not found by readers and copies for this long after it was written. */
export function appearingLate(delayMs: number): Behaviour {
  const visibleAt = new Map<string, number>();
  const isHidden = (address: string) => (visibleAt.get(address) ?? 0) > Date.now();
  return async ({ operation, request }, perform) => {
    const address = `${request.bucket ?? ""}/${request.key ?? ""}`;
    const source = decodeURIComponent(request.headers.get("x-amz-copy-source") ?? "").replace(/^\//, "");
    if ((reads.includes(operation) && isHidden(address)) || isHidden(source)) throw new S3Error("NoSuchKey");
    const answer = await perform(request);
    if (writes.includes(operation) && answer.status < 300 && !visibleAt.has(address))
      visibleAt.set(address, Date.now() + delayMs);
    if (operation === "DeleteObject") visibleAt.delete(address);
    return answer;
  };
}

/** A page of a listing that was given once is given again for this long: without what came, with what went. */
export function listingLate(delayMs: number): Behaviour {
  const given = new Map<string, { readonly answer: S3Answer; readonly until: number }>();
  return async ({ operation, request }, perform) => {
    if (operation !== "ListObjectsV2") return perform(request);
    const page = JSON.stringify([request.bucket, ...pageQuery(request.query)]);
    const before = given.get(page);
    if (before !== undefined && before.until > Date.now()) return before.answer;
    const answer = await perform(request);
    given.set(page, { answer, until: Date.now() + delayMs });
    return answer;
  };
}

/** What makes a page: not who asks for it when. */
function pageQuery(query: ReadonlyMap<string, string>): [string, string][] {
  return [...query].filter(([name]) => !name.startsWith("X-Amz-")).sort();
}
