// Stores by name: what this server can pass itself off as. Those named after a product do what is reported of it, as far
// as our protocol touches it; nobody has run them here.
import { inOrder, strictBehaviour, type Behaviour } from "./behaviour";
import { emptyListings, endlessListings, truncatingListings } from "./behaviours/broken-listings";
import { failingInside } from "./behaviours/error-in-success";
import { ignoringHeaders, refusingHeader } from "./behaviours/headers";
import { keepingGrants } from "./behaviours/kept-grants";
import { losingAnswers } from "./behaviours/lost-answers";
import { slowingDown } from "./behaviours/slow-down";
import { appearingLate, listingLate } from "./behaviours/staleness";
import { answeringLate, hanging } from "./behaviours/waiting";

export interface StoreProfile {
  readonly behaviour: Behaviour;
  /** x-amz-* headers that nobody signed are taken like any other. */
  readonly acceptsUnsignedHeaders: boolean;
}

const noConditions = ignoringHeaders(["if-none-match", "if-match"], {
  on: ["PutObject", "CopyObject", "CompleteMultipartUpload", "DeleteObject"],
});
const noCopyConditions = inOrder(
  ignoringHeaders(["x-amz-copy-source-if-"]),
  ignoringHeaders(["if-none-match", "if-match"], { on: ["CopyObject"] }),
);
const noDeleteConditions = ignoringHeaders(["if-match"], { on: ["DeleteObject"] });
/** The rest of the operations need their digests: a document without one is refused. */
const onObjects = {
  on: ["PutObject", "GetObject", "HeadObject", "CopyObject"].concat([
    "CreateMultipartUpload",
    "UploadPart",
    "UploadPartCopy",
    "CompleteMultipartUpload",
  ]),
};
const noChecksums = inOrder(
  ignoringHeaders(["x-amz-checksum-", "x-amz-sdk-checksum-algorithm"], onObjects),
  refusingHeader("x-amz-object-attributes"),
);
const noMd5 = ignoringHeaders(["content-md5"], onObjects);
const noAccessControl = ignoringHeaders(["x-amz-acl", "x-amz-grant-", "x-amz-tagging", "x-amz-website-"]);

/** A new one each time: some remember what they have seen. */
const makers = {
  strict: () => plain(strictBehaviour),
  "no-if-none-match": () =>
    plain(ignoringHeaders(["if-none-match"], { on: ["PutObject", "CompleteMultipartUpload"] })),
  "if-none-match-refused": () => plain(refusingHeader("if-none-match", { on: ["PutObject"] })),
  "no-checksums": () => plain(noChecksums),
  "no-md5": () => plain(noMd5),
  "no-copy-conditions": () => plain(noCopyConditions),
  "unsigned-headers": () => ({ behaviour: noAccessControl, acceptsUnsignedHeaders: true }),
  "unsigned-grants": () => ({ behaviour: keepingGrants(), acceptsUnsignedHeaders: true }),
  "late-reads": () => plain(appearingLate(1_000)),
  "late-listings": () => plain(listingLate(3_000)),
  "slow-down": () => plain(slowingDown(0.3)),
  "slow-down-always": () => plain(slowingDown(1)),
  "error-in-200": () => plain(failingInside(0.5)),
  slow: () => plain(answeringLate(700)),
  hanging: () => plain(hanging),
  "lost-answers": () => plain(losingAnswers(0.3)),
  "truncated-listings": () => plain(truncatingListings),
  "endless-listings": () => plain(endlessListings),
  "empty-listings": () => plain(emptyListings),
  "r2-like": () => plain(inOrder(noCopyConditions, noDeleteConditions)),
  "garage-like": () => plain(inOrder(noConditions, noAccessControl)),
  lenient: () => ({
    behaviour: inOrder(noConditions, noCopyConditions, noChecksums, noMd5, noAccessControl),
    acceptsUnsignedHeaders: true,
  }),
} as const satisfies Record<string, () => StoreProfile>;

export type ProfileName = keyof typeof makers;

export const profileNames = Object.keys(makers).filter(isProfileName);

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(makers, name);
}

export function makeProfile(name: ProfileName): StoreProfile {
  return makers[name]();
}

function plain(behaviour: Behaviour): StoreProfile {
  return { behaviour, acceptsUnsignedHeaders: false };
}
