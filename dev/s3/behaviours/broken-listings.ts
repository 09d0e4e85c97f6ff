// Listings that cannot be believed.
import type { Behaviour } from "../behaviour";

/** The document ends in the middle, though the answer is whole by its length. */
export const truncatingListings: Behaviour = changingListings((body) => body.slice(0, body.length >> 1));

/** Each page says that more follows, and not where. */
export const endlessListings: Behaviour = changingListings((body) =>
  body
    .replace("<IsTruncated>false<", "<IsTruncated>true<")
    .replace(/<NextContinuationToken>[^<]*<\/NextContinuationToken>/, ""),
);

/** Each page is empty and the last, whatever is in the bucket. */
export const emptyListings: Behaviour = changingListings((body) =>
  body
    .replace(/<Contents>.*<\/Contents>/s, "")
    .replace(/<KeyCount>\d+</, "<KeyCount>0<")
    .replace("<IsTruncated>true<", "<IsTruncated>false<")
    .replace(/<NextContinuationToken>[^<]*<\/NextContinuationToken>/, ""),
);

function changingListings(change: (body: string) => string): Behaviour {
  return async ({ operation, request }, perform) => {
    const answer = await perform(request);
    const isListing = operation === "ListObjectsV2" && typeof answer.body === "string";
    return isListing ? { ...answer, body: change(answer.body) } : answer;
  };
}
