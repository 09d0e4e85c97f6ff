/** What a signed URL may make the store say of an object in place of what is stored with it. */
import { encodeQueryValue } from "./uri-encoding";

export type ResponseOverrides = {
  readonly responseCacheControl?: string | undefined;
  readonly responseContentDisposition?: string | undefined;
  readonly responseContentEncoding?: string | undefined;
  readonly responseContentLanguage?: string | undefined;
  readonly responseContentType?: string | undefined;
};

/** In the order of the canonical query. */
const QUERY_NAMES = [
  ["responseCacheControl", "response-cache-control"],
  ["responseContentDisposition", "response-content-disposition"],
  ["responseContentEncoding", "response-content-encoding"],
  ["responseContentLanguage", "response-content-language"],
  ["responseContentType", "response-content-type"],
] as const satisfies readonly (readonly [keyof ResponseOverrides, string])[];

// Some stores write the value into the response as it is: a line break would be a header of its own.
const CONTROL_CHARACTER = /[\0-\x1f\x7f]/;

/**
 * Makes a function that gives overrides as a piece of a canonical query: empty, or beginning with `&`.
 * It remembers the last ones: the pictures of a screen share all of them, or all but the name.
 * The function throws a RangeError when a value has a control character in it.
 */
export function rememberOverrides(): (overrides: ResponseOverrides) => string {
  const parameters = QUERY_NAMES.map(([name, queryName]) => ({ name, write: rememberParameter(queryName) }));
  let last: ResponseOverrides = {};
  let query = "";
  return (overrides) => {
    if (areSame(overrides, last)) return query;
    let written = "";
    for (const { name, write } of parameters) {
      const value = overrides[name];
      if (value !== undefined) written += write(value);
    }
    query = written;
    last = { ...overrides };
    return query;
  };
}

function rememberParameter(queryName: string): (value: string) => string {
  let last: string | null = null;
  let parameter = "";
  return (value) => {
    if (value === last) return parameter;
    if (CONTROL_CHARACTER.test(value))
      throw new RangeError(`${queryName} must not have control characters in it.`);
    parameter = `&${queryName}=${encodeQueryValue(value)}`;
    last = value;
    return parameter;
  };
}

// Spelled out: a loop over the names takes ten times as long.
function areSame(one: ResponseOverrides, other: ResponseOverrides): boolean {
  return (
    one.responseCacheControl === other.responseCacheControl &&
    one.responseContentDisposition === other.responseContentDisposition &&
    one.responseContentEncoding === other.responseContentEncoding &&
    one.responseContentLanguage === other.responseContentLanguage &&
    one.responseContentType === other.responseContentType
  );
}
