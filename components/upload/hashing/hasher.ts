/** Whoever computes the digests of a file for the engine: workers in the browser, plain code elsewhere. */
import type { Digests } from "./digest-file";

export type HashOptions = {
  /** The length of the parts in which the file will travel; null when it travels whole. */
  readonly partBytes: number | null;
  readonly onProgress?: (readBytes: number) => void;
  readonly signal: AbortSignal;
};

export interface Hasher {
  /** How many files it takes at a time. */
  readonly width: number;
  /** Null when the file can no longer be read. Aborting answers with null, too. */
  hash(file: Blob, options: HashOptions): Promise<Digests | null>;
}
