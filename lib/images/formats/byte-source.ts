/** Bytes that can be read in pieces: a stored object, a File, an array. Knows nothing of formats. */

export interface ByteSource {
  readonly sizeBytes: number;
  /** Up to `length` bytes from `offset`; fewer, or none, at the end. The caller must not write to them. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** More would have to be read than the budget of a `cachedByteSource` allows. */
export class ByteBudgetError extends Error {
  override readonly name = "ByteBudgetError";

  constructor(readonly maxBytes: number) {
    super(`Reading on would take more than ${maxBytes} bytes.`);
  }
}

/** A source over bytes in memory. */
export function byteSourceOf(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.byteLength,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

type Span = {
  readonly offset: number;
  readonly bytes: Uint8Array;
};

const MAX_READ_AHEAD_BLOCKS = 16;
const SPANS_KEPT_BESIDE_THE_FIRST = 3;

/**
 * Turns the many small reads of a parser into few reads of `source`: each fetches at least `blockBytes`,
 * and twice as much as the one before while the reader moves on forwards. Remembers the first fetch and
 * the last few, so memory stays bounded however large the source is. Meant for one reader at a time.
 *
 * @throws ByteBudgetError when more than `maxBytes` in all would be fetched. Reading ahead is cut to what
 * is left and never causes it. What `source` throws is passed on.
 */
export function cachedByteSource(
  source: ByteSource,
  { blockBytes, maxBytes }: { blockBytes: number; maxBytes: number },
): ByteSource {
  const { sizeBytes } = source;
  const spans: Span[] = [];
  let leftBytes = maxBytes;
  let readAheadBlocks = 1;

  async function fetchSpan(offset: number, length: number): Promise<Span> {
    if (length > leftBytes) throw new ByteBudgetError(maxBytes);
    const last = spans.at(-1);
    const movesOn = last !== undefined && isJustAfter(last, offset, blockBytes);
    readAheadBlocks = movesOn ? Math.min(readAheadBlocks * 2, MAX_READ_AHEAD_BLOCKS) : 1;
    const wanted = Math.max(length, readAheadBlocks * blockBytes);
    const fetched = Math.min(wanted, sizeBytes - offset, leftBytes);
    leftBytes -= fetched;
    const bytes = await source.read(offset, fetched);
    const span = { offset, bytes: bytes.subarray(0, fetched) };
    spans.push(span);
    if (spans.length > 1 + SPANS_KEPT_BESIDE_THE_FIRST) spans.splice(1, 1);
    return span;
  }

  return {
    sizeBytes,
    async read(offset, length) {
      const available = Math.min(length, sizeBytes - offset);
      if (offset < 0 || available <= 0) return new Uint8Array();
      const span =
        spans.find((known) => covers(known, offset, available)) ?? (await fetchSpan(offset, available));
      return span.bytes.subarray(offset - span.offset, offset - span.offset + available);
    },
  };
}

function covers(span: Span, offset: number, length: number): boolean {
  return span.offset <= offset && offset + length <= span.offset + span.bytes.byteLength;
}

function isJustAfter(span: Span, offset: number, blockBytes: number): boolean {
  const end = span.offset + span.bytes.byteLength;
  return offset > span.offset && offset <= end + blockBytes;
}
