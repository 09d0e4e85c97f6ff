import { type Finding, problem, skipped, warning, wellDone } from "../finding";

/** The settings as far as they can be judged by themselves. */
export type KnownSettings = {
  readonly siteUrl: string;
  readonly secret: string;
  readonly signedUrlSeconds: number;
  /** Where browsers reach the store; null for AWS. */
  readonly browserStoreUrl: string | null;
  /** Null for AWS. */
  readonly storeUrl: string | null;
  /** When temporary credentials end; null for lasting ones. */
  readonly credentialsEndAt: Date | null;
};

/** `faults`: one line for each setting that is missing or wrong. */
export function examineEnvironment(faults: readonly string[]): Finding {
  if (faults.length === 0)
    return wellDone("environment", "Every setting that is needed is there and makes sense.");
  return problem("environment", {
    what: faults.join("; "),
    why: "The app does not start, or answers every request with an error.",
    say: "Correct the environment or .env; .env.example says what each setting means.",
  });
}

export function examineSettings(settings: KnownSettings, now: Date): Finding[] {
  return [examineSecret(settings), examineAddresses(settings), examineUrlLife(settings, now)];
}

function examineSecret({ secret }: KnownSettings): Finding {
  const isGuessable = /secret|change.?me|password|example|test|nextauth|0123|1234|abcd/i.test(secret);
  const hasVariety = new Set(secret).size >= 12;
  if (hasVariety && !(isGuessable && secret.length < 48))
    return wellDone("session-secret", "It is long and looks random.");
  return problem("session-secret", {
    what: "NEXTAUTH_SECRET can be guessed.",
    why: "Whoever guesses it signs themselves in as anybody, admins included.",
    say: "Set NEXTAUTH_SECRET to what this prints (everybody signs in again):",
    paste: "openssl rand -base64 32",
  });
}

function examineAddresses({ siteUrl, browserStoreUrl, storeUrl }: KnownSettings): Finding {
  const site = new URL(siteUrl);
  const isLocal = isLoopback(site.hostname);
  if (site.protocol === "http:" && !isLocal) {
    return problem("addresses", {
      what: `NEXTAUTH_URL is ${site.origin}, without TLS.`,
      why: "Passwords, sessions and signed URLs travel in the clear, and browsers refuse the workers that check files.",
      say: "Put TLS in front and set NEXTAUTH_URL to the https address.",
    });
  }
  const shown = browserStoreUrl ?? storeUrl;
  if (site.protocol === "https:" && shown?.startsWith("http:") === true) {
    return problem("addresses", {
      what: `The site is on https, and browsers reach the store at ${new URL(shown).origin}.`,
      why: "Browsers load and send nothing over http from a page on https: no upload, no picture.",
      say: "Set S3_PUBLIC_ENDPOINT to an https address of the store.",
    });
  }
  if (!isLocal && shown !== null && isLoopback(new URL(shown).hostname)) {
    return problem("addresses", {
      what: `Browsers are sent to ${new URL(shown).origin} for files, which is their own machine.`,
      why: "No upload and no picture works for anybody but this machine.",
      say: "Set S3_PUBLIC_ENDPOINT to the address by which browsers reach the store.",
    });
  }
  return wellDone(
    "addresses",
    `The site is ${site.origin}${shown === null ? "" : `, files are at ${new URL(shown).origin}`}.`,
  );
}

function examineUrlLife({ signedUrlSeconds, credentialsEndAt }: KnownSettings, now: Date): Finding {
  const life = `${signedUrlSeconds} s`;
  if (credentialsEndAt !== null) {
    const leftSeconds = Math.round((credentialsEndAt.getTime() - now.getTime()) / 1000);
    if (leftSeconds < signedUrlSeconds) {
      return warning("signed-url-life", {
        what: `Signed URLs are to live for ${life}, and the credentials end in ${leftSeconds} s.`,
        why: "A URL dies with the credentials that signed it; it says so, but a page shows broken pictures earlier.",
        say: "Lower SIGNED_URL_TTL_SECONDS, or use a lasting key that may only do what this policy allows:",
        paste: "npm run s3:setup -- --print iamPolicy",
      });
    }
  }
  if (signedUrlSeconds > 3600) {
    return warning("signed-url-life", {
      what: `A copied link to a private image works for up to ${life}.`,
      why: "A signed URL is a bearer link: nobody is asked again until it ends.",
      say: "Lower SIGNED_URL_TTL_SECONDS; 300 is the default.",
    });
  }
  return wellDone("signed-url-life", `A copied link works for ${life} at most.`);
}

/** TLS on the way to the store. */
export function examineTransport(
  storeUrl: string | null,
  certificateEndsAt: Date | null,
  now: Date,
): Finding {
  const url = storeUrl === null ? null : new URL(storeUrl);
  if (url?.protocol === "http:") {
    if (isLoopback(url.hostname))
      return skipped("bucket-tls", "The store is on this machine: nothing leaves it.");
    return warning("bucket-tls", {
      what: `The store is reached without TLS, at ${url.origin}.`,
      why: "Images travel in the clear; whoever listens can take signed URLs and use them.",
      say: "Unless this is a network that nobody else is on, set S3_ENDPOINT to an https address.",
    });
  }
  if (certificateEndsAt === null) return wellDone("bucket-tls", "The store is reached over TLS.");
  const days = Math.floor((certificateEndsAt.getTime() - now.getTime()) / 86_400_000);
  if (days >= 14)
    return wellDone("bucket-tls", `The store is reached over TLS; its certificate is good for ${days} days.`);
  return warning("bucket-tls", {
    what: `The store's certificate ends in ${days} days.`,
    why: "From then on nothing is uploaded or shown.",
    say: "Renew it, and look why that did not happen by itself.",
  });
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
}
