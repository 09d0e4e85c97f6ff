import { startChecksum, startHash, type ChecksumAlgorithm, type StoredChecksum } from "../payload/checksum";
import type { Blobs, Piece } from "./blobs";

/** Reads all bytes of the pieces, which the caller holds, for their MD5 and perhaps a checksum over the whole. */
export async function digestPieces(
  blobs: Blobs,
  pieces: readonly Piece[],
  algorithm: ChecksumAlgorithm | null,
): Promise<{ md5: Buffer; checksum: StoredChecksum | null }> {
  const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0);
  const md5 = startHash("md5");
  const checksum = algorithm === null ? null : startChecksum(algorithm);
  for await (const chunk of blobs.read(pieces, 0, bytes)) {
    md5.update(chunk);
    checksum?.update(chunk);
  }
  const value = checksum?.digest().toString("base64");
  return {
    md5: md5.digest(),
    checksum: algorithm === null || value === undefined ? null : { algorithm, type: "FULL_OBJECT", value },
  };
}
