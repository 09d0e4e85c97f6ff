/**
 * The score that Mozilla's HTTP Observatory gives to an answer's headers, by its published rules, as far as they can be
 * told from one answer over plain HTTP on loopback: redirection to HTTPS and preloading are left out, at no points.
 */
export function scoreHeaders(headers: Headers): { score: number; remarks: string[] } {
  const found = [
    scorePolicy(headers.get("content-security-policy") ?? ""),
    scoreCookies(headers.getSetCookie()),
    scoreTransport(headers.get("strict-transport-security") ?? ""),
    scoreFraming(headers),
    scoreResourcePolicy(headers.get("cross-origin-resource-policy")),
    scoreReferrer(headers.get("referrer-policy") ?? ""),
    headers.get("x-content-type-options") === "nosniff" ? none : penalty(5, "no nosniff"),
    headers.get("access-control-allow-origin") === "*" && headers.has("access-control-allow-credentials")
      ? penalty(50, "open to every origin")
      : none,
  ].flat();
  const below = found.filter(({ points }) => points < 0);
  // Bonuses count only for who has lost little, as the Observatory has it.
  const base = 100 + below.reduce((sum, { points }) => sum + points, 0);
  const bonus = found.filter(({ points }) => points > 0).reduce((sum, { points }) => sum + points, 0);
  return { score: base >= 90 ? base + bonus : base, remarks: found.map(({ says }) => says).filter(Boolean) };
}

type Finding = { readonly points: number; readonly says: string };

const none: Finding = { points: 0, says: "" };

function penalty(points: number, says: string): Finding {
  return { points: -points, says: `-${points} ${says}` };
}

function bonus(points: number, says: string): Finding {
  return { points, says: `+${points} ${says}` };
}

function scorePolicy(policy: string): Finding {
  if (policy === "") return penalty(25, "no content security policy");
  const directives = new Map(
    policy.split(";").map((part) => {
      const [name = "", ...values] = part.trim().split(/\s+/);
      return [name, values] as const;
    }),
  );
  const fallback = directives.get("default-src") ?? ["*"];
  const scripts = directives.get("script-src") ?? fallback;
  const styles = directives.get("style-src") ?? fallback;
  const strict = scripts.some((value) => value.startsWith("'nonce-") || value.startsWith("'sha"));
  if (scripts.includes("'unsafe-inline'") && !strict) return penalty(20, "inline scripts");
  if (scripts.some((value) => ["*", "http:", "https:", "data:"].includes(value)) && !strict)
    return penalty(20, "scripts from everywhere");
  if (scripts.includes("'unsafe-eval'")) return penalty(10, "eval");
  if (styles.includes("'unsafe-inline'")) return { points: 0, says: "0 inline styles" };
  return fallback.join() === "'none'" ? bonus(10, "default-src 'none'") : bonus(5, "a policy");
}

function scoreCookies(lines: readonly string[]): Finding {
  if (lines.length === 0) return none;
  const bare = lines.filter((line) => !/;\s*httponly/i.test(line) && /session/i.test(line));
  if (bare.length > 0) return penalty(30, "a session cookie that scripts can read");
  return lines.every((line) => /;\s*samesite=(?:lax|strict)/i.test(line))
    ? bonus(5, "same-site cookies")
    : none;
}

function scoreTransport(value: string): Finding {
  const seconds = Number(/max-age=(\d+)/.exec(value)?.[1] ?? -1);
  if (seconds < 0) return penalty(20, "no strict transport");
  return seconds >= 15_768_000 ? none : penalty(10, "strict transport for less than half a year");
}

function scoreFraming(headers: Headers): Finding {
  if (/frame-ancestors '(?:none|self)'/.test(headers.get("content-security-policy") ?? ""))
    return bonus(5, "framing refused by the policy");
  return headers.has("x-frame-options") ? none : penalty(20, "may be framed");
}

function scoreResourcePolicy(value: string | null): Finding {
  if (value === null) return none;
  return value === "cross-origin" ? none : bonus(10, "resources are ours alone");
}

function scoreReferrer(value: string): Finding {
  if (/^(?:no-referrer|same-origin|strict-origin|strict-origin-when-cross-origin)$/.test(value))
    return bonus(5, "no address leaks");
  return value === "unsafe-url" ? penalty(5, "addresses leak") : none;
}
