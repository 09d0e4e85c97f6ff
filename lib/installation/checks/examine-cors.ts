import type { BucketFacts, PreflightFacts } from "../bucket-facts";
import { type CorsRule, plannedCors, SIGNED_HEADERS } from "../bucket-plan";
import { asJson, type Finding, problem, skipped, warning, wellDone } from "../finding";
import { whyUntold } from "./examine-bucket";

/** Whether browsers may send what the signer signs, from our pages, and from no others. */
export function examineCors(cors: BucketFacts["cors"], origins: readonly string[]): Finding {
  const untold = whyUntold("cors", cors);
  if (untold !== null || cors.kind !== "told") return untold ?? skipped("cors", "");
  const rules = cors.value ?? [];
  const missing = origins.flatMap((origin) => {
    const lack = lackOf(rules, origin);
    return lack === null ? [] : [`${origin}: ${lack}`];
  });
  const advice = {
    say: "Run npm run s3:setup, or set the bucket's CORS rules to:",
    paste: asJson({ CORSRules: plannedCors(origins) }),
  };
  if (missing.length > 0) {
    return problem("cors", {
      what: `Browsers cannot upload from ${missing.join("; ")}.`,
      why: "A browser asks the bucket before it sends a file to it, and sends nothing when the answer is no.",
      ...advice,
    });
  }
  const unread = origins.filter((origin) => !mayRead(rules, origin));
  if (unread.length > 0) {
    return warning("cors", {
      what: `Pages on ${unread.join(" and ")} may send files, and not read pictures.`,
      why: "Browsers cannot keep what they were shown, and load every picture again with its next signed URL.",
      ...advice,
    });
  }
  const wide = rules.flatMap((rule) => widthOf(rule, origins));
  if (wide.length === 0)
    return wellDone("cors", `Uploads are allowed from ${origins.join(" and ")}, and from nowhere else.`);
  return warning("cors", {
    what: `The rules allow more than uploads from our pages: ${[...new Set(wide)].join(", ")}.`,
    why: "A page of somebody else's could use a signed URL that it got hold of, and read the answer.",
    ...advice,
  });
}

/** What an upload from this origin would fail at; null when at nothing. */
function lackOf(rules: readonly CorsRule[], origin: string): string | null {
  const forOrigin = rules.filter((rule) => rule.AllowedOrigins.some((pattern) => fits(pattern, origin)));
  const forPut = forOrigin.filter((rule) => rule.AllowedMethods.includes("PUT"));
  if (forOrigin.length === 0) return "no rule names this origin";
  if (forPut.length === 0) return "PUT is not allowed";
  const forHeaders = forPut.filter((rule) => refusedHeaders(rule).length === 0);
  const [first] = forPut;
  if (forHeaders.length === 0)
    return `the header ${first === undefined ? "" : refusedHeaders(first).join(", ")} is not allowed`;
  const shown = forHeaders.some((rule) => rule.ExposeHeaders.some((name) => name.toLowerCase() === "etag"));
  return shown ? null : "ETag is not exposed, which uploads in parts need";
}

function mayRead(rules: readonly CorsRule[], origin: string): boolean {
  return rules.some(
    ({ AllowedOrigins, AllowedMethods }) =>
      AllowedMethods.includes("GET") && AllowedOrigins.some((pattern) => fits(pattern, origin)),
  );
}

function refusedHeaders(rule: CorsRule): string[] {
  const allowed = rule.AllowedHeaders.map((pattern) => pattern.toLowerCase());
  return SIGNED_HEADERS.filter((name) => !allowed.some((pattern) => fits(pattern, name)));
}

function widthOf(rule: CorsRule, origins: readonly string[]): string[] {
  const methods = rule.AllowedMethods.filter((method) => method !== "PUT" && method !== "GET");
  const strangers = rule.AllowedOrigins.filter((origin) => !origins.includes(origin));
  return [
    ...methods.map((method) => `the method ${method}`),
    ...strangers.map((origin) => `the origin ${origin}`),
  ];
}

/** S3's patterns have one `*` at most. */
function fits(pattern: string, text: string): boolean {
  const [before = "", after] = pattern.split("*");
  if (after === undefined) return pattern === text;
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}

/** The same, asked as a browser asks. */
export function examinePreflight(
  { refused, strangers }: PreflightFacts,
  origins: readonly string[],
): Finding {
  if (refused === null) {
    return skipped(
      "preflight",
      "The address that browsers use could not be asked from here.",
      "Browsers may reach it all the same; the test from your own browser tells.",
    );
  }
  const advice = {
    say: "Run npm run s3:setup, or set the bucket's CORS rules to:",
    paste: asJson({ CORSRules: plannedCors(origins) }),
  };
  if (refused.length > 0) {
    return problem("preflight", {
      what: `Asked as a browser asks, the bucket refuses uploads from ${refused.join(" and ")}.`,
      why: "No upload can begin.",
      ...advice,
    });
  }
  if (strangers.length === 0) return wellDone("preflight", "Our pages are let in, a stranger's is not.");
  return warning("preflight", {
    what: `The bucket also lets in ${strangers.join(" and ")}.`,
    why: "A page of somebody else's could use a signed URL that it got hold of.",
    ...advice,
  });
}
