/**
 * Signs GET and HEAD addresses of objects with Signature Version 4 in the query: byte for byte what the
 * official presigner gives (checksums "WHEN_REQUIRED"), some hundred times faster. Decides nothing about who
 * may see what, and for how long; never stores, logs or remembers an address.
 */
import { hash } from "node:crypto";
import { addressOf, type SigningEndpoint } from "./endpoint";
import { rememberOverrides, type ResponseOverrides } from "./response-overrides";
import { rememberDays, type SigningDay } from "./signing-day";
import { clockText } from "./time-of-day";
import { encodeKey, encodeQueryValue } from "./uri-encoding";
import { requireUrlLife } from "./url-life";

export type SigningCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials; it becomes part of every address. */
  readonly sessionToken?: string | undefined;
};

export type SignRequest = {
  readonly key: string;
  /** Fractions of a second are dropped. */
  readonly signedAt: Date;
  /** 1 to 604800, whole seconds. */
  readonly expiresInSeconds: number;
  readonly overrides?: ResponseOverrides | undefined;
  readonly versionId?: string | undefined;
};

export type QuerySigner = {
  /**
   * The address at which the object can be read until `signedAt + expiresInSeconds`.
   * @throws RangeError for an empty key (it would list the bucket), an impossible life, an invalid date, and
   * control characters in overrides
   * @throws URIError for half a surrogate pair in a text
   */
  signGet(request: SignRequest): string;
  /** The same for HEAD. */
  signHead(request: SignRequest): string;
};

export type SigningSetup = {
  readonly endpoint: SigningEndpoint;
  readonly bucket: string;
  readonly forcePathStyle: boolean;
  readonly region: string;
  readonly credentials: SigningCredentials;
};

const NO_OVERRIDES: ResponseOverrides = {};
const SIGNED_HEADERS = "&X-Amz-SignedHeaders=host";

/**
 * A signer for one bucket and one set of credentials. Cheap to make: on rotation, make another. What stays
 * the same is prepared: the key of a day, and the text that all requests of a day and life share.
 */
export function createQuerySigner(setup: SigningSetup): QuerySigner {
  const { origin, host, pathPrefix } = addressOf(setup.endpoint, setup.bucket, setup.forcePathStyle);
  const dayAt = rememberDays(setup.credentials.secretAccessKey, setup.region);
  const formFor = rememberForm(setup.credentials);
  const addressStart = `${origin}${pathPrefix}/`;
  function signerOf(method: string, operation: string): (request: SignRequest) => string {
    const canonicalStart = `${method}\n${pathPrefix}/`;
    const canonicalEnd = `${operation}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`;
    const overridesQuery = rememberOverrides();
    return ({ key, signedAt, expiresInSeconds, overrides = NO_OVERRIDES, versionId }) => {
      if (key === "") throw new RangeError("An empty key would give a listing of the bucket.");
      requireUrlLife(expiresInSeconds);
      const path = encodeKey(key);
      const day = dayAt(signedAt);
      const clock = day.clockAt(signedAt);
      const time = clockText(clock);
      const form = formFor(day, expiresInSeconds);
      const ownQuery = overridesQuery(overrides) + (versionId === undefined ? "" : versionOf(versionId));
      const canonical = `${canonicalStart}${path}${form.canonicalQuery}${time}${form.canonicalExpiry}${ownQuery}${canonicalEnd}`;
      const signature = day.key.sign(clock, hash("sha256", canonical, "hex"));
      return `${addressStart}${path}${form.query}${time}${form.expiry}${signature}${SIGNED_HEADERS}${ownQuery}${operation}`;
    };
  }
  return { signGet: signerOf("GET", "&x-id=GetObject"), signHead: signerOf("HEAD", "") };
}

function versionOf(versionId: string): string {
  return `&versionId=${encodeQueryValue(versionId)}`;
}

/** What all requests of a day and a life have in common, cut where the time of day is put in. */
type RequestForm = {
  /** Of the canonical request: from the end of the path up to the time, and from there up to the request's own query. */
  readonly canonicalQuery: string;
  readonly canonicalExpiry: string;
  /** Of the address: from the end of the path up to the time, and from there up to the signature. */
  readonly query: string;
  readonly expiry: string;
};

/** Remembers the last form: what is signed at one time shares it, but around midnight. */
function rememberForm(
  credentials: SigningCredentials,
): (day: SigningDay, expiresInSeconds: number) => RequestForm {
  let last: { day: SigningDay; expiresInSeconds: number; form: RequestForm } | null = null;
  return (day, expiresInSeconds) => {
    if (last?.day === day && last.expiresInSeconds === expiresInSeconds) return last.form;
    const form = prepareForm(credentials, day, expiresInSeconds);
    last = { day, expiresInSeconds, form };
    return form;
  };
}

function prepareForm(
  { accessKeyId, sessionToken }: SigningCredentials,
  day: SigningDay,
  expiresInSeconds: number,
): RequestForm {
  const credential = encodeQueryValue(`${accessKeyId}/${day.key.scope}`);
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD&X-Amz-Credential=${credential}&X-Amz-Date=${day.stamp}T`;
  const token = sessionToken ? `&X-Amz-Security-Token=${encodeQueryValue(sessionToken)}` : "";
  const expiry = `Z&X-Amz-Expires=${expiresInSeconds}${token}`;
  return {
    canonicalQuery: `\n${query}`,
    canonicalExpiry: `${expiry}${SIGNED_HEADERS}`,
    query: `?${query}`,
    expiry: `${expiry}&X-Amz-Signature=`,
  };
}
