/** Whoever computes the digests of a file for the engine: workers in the browser, plain code elsewhere. */
import type { Digests } from "./digest-file";

export interface Hasher {
  /** How many files it takes at a time. */
  readonly width: number;
  /** Null when the file can no longer be read. Aborting answers with null, too. */
  hash(file: Blob, onProgress: (readBytes: number) => void, signal: AbortSignal): Promise<Digests | null>;
}
