/** Where a request came from, as far as it can be known: what a caller writes into a header proves nothing. */
import { isIPv4, isIPv6 } from "node:net";

/**
 * The network that the outermost of `hops` trusted proxies was asked from: an IPv4 address, or the /64 of an IPv6 one,
 * since whoever has one has them all. Each proxy adds one entry on the right of `X-Forwarded-For`; everything left of
 * theirs is the caller's own invention. Null when there is no trusted proxy, or it wrote no address.
 */
export function networkOf(forwardedFor: string | null, hops: number): string | null {
  if (hops === 0 || forwardedFor === null) return null;
  const entry = forwardedFor.split(",").at(-hops)?.trim() ?? "";
  const address = withoutPort(entry);
  if (isIPv4(address)) return address;
  return isIPv6(address) ? networkOfIPv6(address) : null;
}

/** Some proxies write the port too: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.[1];
  return bracketed ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry;
}

function networkOfIPv6(address: string): string | null {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const url = URL.parse(`http://[${address}]/`);
  if (url === null) return null;
  // The URL parser has made it canonical: lower case, no leading zeros, "::" once at most, no dotted tail.
  const [head = "", tail = ""] = url.hostname.slice(1, -1).split("::");
  const groups = (text: string) => text.split(":").filter((group) => group !== "");
  const [first, last] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => "0");
  return `${[...first, ...zeros, ...last].slice(0, 4).join(":")}::/64`;
}
