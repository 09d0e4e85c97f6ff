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

/**
 * A signer for one bucket and one set of credentials. Cheap to make: on rotation, make another. What stays
 * the same is prepared: the key of a day, and the text of requests that differ in key and time alone.
 */
export function createQuerySigner(setup: SigningSetup): QuerySigner {
  const { origin, host, pathPrefix } = addressOf(setup.endpoint, setup.bucket, setup.forcePathStyle);
  const dayAt = rememberDays(setup.credentials.secretAccessKey, setup.region);
  const addressStart = `${origin}${pathPrefix}/`;

  function signerOf(method: string, operation: string): (request: SignRequest) => string {
    const canonicalStart = `${method}\n${pathPrefix}/`;
    const overridesQuery = rememberOverrides();
    const formFor = rememberForm(host, setup.credentials, operation);
    return ({ key, signedAt, expiresInSeconds, overrides = NO_OVERRIDES, versionId }) => {
      if (key === "") throw new RangeError("An empty key would give a listing of the bucket.");
      requireUrlLife(expiresInSeconds);
      const version = versionId === undefined ? "" : `&versionId=${encodeQueryValue(versionId)}`;
      const day = dayAt(signedAt);
      const form = formFor(day, expiresInSeconds, overridesQuery(overrides) + version);
      const clock = day.clockAt(signedAt);
      const time = clockText(clock);
      const path = encodeKey(key);
      const canonical = `${canonicalStart}${path}${form.canonicalQuery}${time}${form.canonicalEnd}`;
      const signature = day.key.sign(clock, hash("sha256", canonical, "hex"));
      return `${addressStart}${path}${form.query}${time}${form.beforeSignature}${signature}${form.afterSignature}`;
    };
  }

  return { signGet: signerOf("GET", "&x-id=GetObject"), signHead: signerOf("HEAD", "") };
}

/** What requests that differ in key and time alone have in common, cut where these are put in. */
type RequestForm = {
  /** Of the canonical request: the query up to the time of day, and all that follows the time. */
  readonly canonicalQuery: string;
  readonly canonicalEnd: string;
  /** Of the address: the query up to the time of day, from there up to the signature, and what follows that. */
  readonly query: string;
  readonly beforeSignature: string;
  readonly afterSignature: string;
};

function prepareForm(
  host: string,
  { accessKeyId, sessionToken }: SigningCredentials,
  day: SigningDay,
  expiresInSeconds: number,
  variableQuery: string,
): RequestForm {
  const credential = encodeQueryValue(`${accessKeyId}/${day.key.scope}`);
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD&X-Amz-Credential=${credential}&X-Amz-Date=${day.stamp}T`;
  const token = sessionToken ? `&X-Amz-Security-Token=${encodeQueryValue(sessionToken)}` : "";
  const expiry = `Z&X-Amz-Expires=${expiresInSeconds}${token}`;
  const afterSignature = `&X-Amz-SignedHeaders=host${variableQuery}`;
  return {
    canonicalQuery: `\n${query}`,
    canonicalEnd: `${expiry}${afterSignature}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`,
    query: `?${query}`,
    beforeSignature: `${expiry}&X-Amz-Signature=`,
    afterSignature,
  };
}

/** Remembers the last form: the pictures of a screen share one. */
function rememberForm(
  host: string,
  credentials: SigningCredentials,
  operation: string,
): (day: SigningDay, expiresInSeconds: number, variableQuery: string) => RequestForm {
  let last: { day: SigningDay; expiresInSeconds: number; variableQuery: string; form: RequestForm } | null =
    null;
  return (day, expiresInSeconds, variableQuery) => {
    if (
      last?.day === day &&
      last.expiresInSeconds === expiresInSeconds &&
      last.variableQuery === variableQuery
    ) {
      return last.form;
    }
    const form = prepareForm(host, credentials, day, expiresInSeconds, variableQuery + operation);
    last = { day, expiresInSeconds, variableQuery, form };
    return form;
  };
}
