import type { CanaryFailure, CanaryStep } from "./run-canary";

type Words = {
  readonly what: string;
  readonly why: string;
  readonly say: string;
  readonly paste: string | null;
};

export const STEP_WORDS: Record<CanaryStep, { readonly doing: string; readonly done: string }> = {
  sign: { doing: "Asking for a signed URL", done: "A signed URL was given" },
  send: { doing: "Sending a picture to the store", done: "The store took a picture from this page" },
  show: { doing: "Showing it again", done: "The picture was shown by a signed URL" },
  remove: { doing: "Removing it", done: "It was removed" },
};

const SETUP = "npm run s3:setup";

/** What went wrong between this browser and the store, and what to do. */
export function explainCanary(failure: CanaryFailure): Words {
  switch (failure.kind) {
    case "server":
      return {
        what: failure.detail,
        why: "The test could not go on.",
        say: "Mend what the report below names, then run it again.",
        paste: null,
      };
    case "policy":
      return {
        what: `This page's own security policy forbids it (${failure.directive}).`,
        why: "Pages may speak to one store only: that of the settings at the server's start.",
        say: "Check S3_PUBLIC_ENDPOINT and S3_ENDPOINT, and whether something in front of Signet changes its headers. Then restart the app.",
        paste: null,
      };
    case "cors":
      return {
        what: "The store answers, and the browser was not allowed to send.",
        why: "Either its CORS rules do not name this page's address, or they lack a header that is signed. No upload works from here.",
        say: `This page is ${typeof window === "undefined" ? "" : window.location.origin}; NEXTAUTH_URL must name the same address. Then:`,
        paste: SETUP,
      };
    case "unreachable":
      return {
        what: "This browser does not reach the store at all.",
        why: "Files travel straight between browser and store: no upload and no picture works from here.",
        say: "Check S3_PUBLIC_ENDPOINT: the address by which browsers reach the store. A page on https needs a store on https.",
        paste: null,
      };
    case "refused":
      return {
        what: `The store refused the picture: ${failure.status} ${failure.code}.`,
        why: "The signature, the clocks or the key's rights are not what the store expects.",
        say: "The report below says which. What the key must be allowed:",
        paste: "npm run s3:setup -- --print iamPolicy",
      };
    case "not-shown":
      return {
        what: "The picture was sent, and could not be shown again.",
        why: "Pictures in the gallery come by the same way.",
        say: "Check S3_PUBLIC_ENDPOINT, and whether something between browser and store changes answers.",
        paste: null,
      };
  }
}
