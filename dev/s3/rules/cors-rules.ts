// A bucket's CORS rules and what they say about one request, as S3 evaluates them: the first rule that fits decides.
import { S3Error } from "../errors";

export interface CorsRule {
  readonly id: string | null;
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds: number | null;
}

interface CorsQuestion {
  readonly origin: string;
  readonly method: string;
  /** Null for an actual request: only a preflight names the headers to come. */
  readonly requestHeaders: readonly string[] | null;
}

/** The headers of an answer to an actual request; none when no rule fits. */
export function corsHeaders(
  rules: readonly CorsRule[],
  origin: string,
  method: string,
): Record<string, string> {
  const rule = findRule(rules, { origin, method, requestHeaders: null });
  return rule === null ? {} : ruleHeaders(rule, origin);
}

/** The headers of an answer to a preflight. @throws S3Error AccessForbidden when no rule fits */
export function preflightHeaders(
  rules: readonly CorsRule[] | null,
  question: CorsQuestion & { requestHeaders: readonly string[] },
): Record<string, string> {
  if (rules === null) {
    throw new S3Error("AccessForbidden", { message: "CORSResponse: CORS is not enabled for this bucket." });
  }
  const rule = findRule(rules, question);
  if (rule === null) throw new S3Error("AccessForbidden", { details: { Method: question.method } });
  const { requestHeaders } = question;
  return {
    ...ruleHeaders(rule, question.origin),
    ...(requestHeaders.length === 0 ? {} : { "Access-Control-Allow-Headers": requestHeaders.join(", ") }),
    ...(rule.maxAgeSeconds === null ? {} : { "Access-Control-Max-Age": String(rule.maxAgeSeconds) }),
  };
}

/** Whether `text` is what a rule's value with at most one `*` stands for. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const star = pattern.indexOf("*");
  if (star === -1) return pattern === text;
  const end = pattern.slice(star + 1);
  return text.length >= pattern.length - 1 && text.startsWith(pattern.slice(0, star)) && text.endsWith(end);
}

function findRule(
  rules: readonly CorsRule[],
  { origin, method, requestHeaders }: CorsQuestion,
): CorsRule | null {
  const fits = (rule: CorsRule): boolean =>
    rule.allowedMethods.includes(method) &&
    rule.allowedOrigins.some((pattern) => matchesWildcard(pattern, origin)) &&
    (requestHeaders ?? []).every((header) =>
      rule.allowedHeaders.some((pattern) => matchesWildcard(pattern.toLowerCase(), header.toLowerCase())),
    );
  return rules.find(fits) ?? null;
}

function ruleHeaders(rule: CorsRule, origin: string): Record<string, string> {
  const anyOrigin = rule.allowedOrigins.includes("*");
  return {
    "Access-Control-Allow-Origin": anyOrigin ? "*" : origin,
    "Access-Control-Allow-Methods": rule.allowedMethods.join(", "),
    ...(anyOrigin ? {} : { "Access-Control-Allow-Credentials": "true" }),
    ...(rule.exposeHeaders.length === 0
      ? {}
      : { "Access-Control-Expose-Headers": rule.exposeHeaders.join(", ") }),
    Vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
}
