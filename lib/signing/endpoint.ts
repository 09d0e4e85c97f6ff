/**
 * Where a bucket is reached: the address of its service, and how the bucket's name becomes part of it.
 * The rules are those of the official SDK, so that both sign for the same host and path.
 */

export type SigningEndpoint = {
  readonly protocol: "http" | "https";
  /** Host name with its port, unless that is the protocol's own; as `URL.host` gives it. */
  readonly host: string;
  /** A path in front of every bucket, as `URL.pathname` gives it; `/` if not said. */
  readonly basePath?: string | undefined;
};

/** The host to sign for, and what stands in front of every object key in the path: no slash at its end. */
export type BucketAddress = {
  readonly origin: string;
  readonly host: string;
  readonly pathPrefix: string;
};

/**
 * The endpoint in an address like `http://127.0.0.1:9000`.
 * @throws TypeError when it is no http or https address, or has a user, a query or a fragment
 */
export function parseEndpoint(address: string): SigningEndpoint {
  const { protocol, host, pathname, username, password, search, hash } = new URL(address);
  const hasExtras = username + password + search + hash !== "";
  if (hasExtras) throw new TypeError("An S3 endpoint is an address without user, query and fragment.");
  if (protocol === "http:") return { protocol: "http", host, basePath: pathname };
  if (protocol === "https:") return { protocol: "https", host, basePath: pathname };
  throw new TypeError("An S3 endpoint begins with http:// or https://.");
}

/** Amazon's own endpoint of a region. */
export function amazonEndpoint(region: string): SigningEndpoint {
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return { protocol: "https", host: `s3.${region}.${domain}` };
}

/**
 * The bucket becomes part of the host name where it can, and of the path where it cannot or shall not.
 * @throws TypeError for ARNs and directory buckets, which are signed in another way
 */
export function addressOf(endpoint: SigningEndpoint, bucket: string, forcePathStyle: boolean): BucketAddress {
  if (!/^[A-Za-z0-9._-]+$/.test(bucket) || /--x[a-z]*-s3$/.test(bucket)) {
    throw new TypeError(`${JSON.stringify(bucket)} is not the name of a general purpose bucket.`);
  }
  const { protocol, host, basePath = "/" } = endpoint;
  const isInHost =
    !forcePathStyle && !isIpAddress(hostnameOf(host)) && isHostable(bucket, protocol === "http");
  if (isInHost) {
    const bucketHost = `${bucket}.${host}`;
    const pathPrefix = basePath === "/" ? "" : basePath;
    return { origin: `${protocol}://${bucketHost}`, host: bucketHost, pathPrefix };
  }
  const pathPrefix = `${basePath.endsWith("/") ? basePath : `${basePath}/`}${bucket}`;
  return { origin: `${protocol}://${host}`, host, pathPrefix };
}

function hostnameOf(host: string): string {
  return host.replace(/:\d+$/, "");
}

/** A wildcard certificate covers one label only, so names with dots are hosted without TLS alone. */
function isHostable(bucket: string, mayHaveDots: boolean): boolean {
  const labels = mayHaveDots ? bucket.split(".") : [bucket];
  return labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]$/.test(label));
}

function isIpAddress(hostname: string): boolean {
  if (hostname.startsWith("[")) return true;
  const numbers = hostname.split(".");
  return (
    numbers.length === 4 && numbers.every((text) => /^(0|[1-9]\d{0,2})$/.test(text) && Number(text) <= 255)
  );
}
