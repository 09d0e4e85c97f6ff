/**
 * The order in which stores list keys and in which Postgres sorts by the collation "C": that of their UTF-8 bytes.
 * JavaScript's own order differs from it beyond the basic plane, where UTF-16 writes pairs.
 */
export function compareKeys(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return rankOf(left) - rankOf(right);
  }
  return a.length - b.length;
}

/** Halves of pairs rank above everything that one unit can say. */
function rankOf(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}
