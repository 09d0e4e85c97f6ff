// The seam for stores that are worse than S3. Every verified request passes here on its way to its operation, and every
// answer on its way back; this server's own behaviour is to change neither. Another may drop a header that its store
// would ignore, answer from a stale listing, fail, wait, or lose the answer of an operation that was applied.
import type { S3Answer } from "./answer";
import type { VerifiedRequest } from "./auth/verify-request";

/** Says that the connection is to be cut without an answer. */
export class ConnectionLost extends Error {}

export interface PassingRequest {
  /** AWS's name of the operation, such as `PutObject`. */
  readonly operation: string;
  readonly request: VerifiedRequest;
  /** Aborted when the client has gone away. */
  readonly signal: AbortSignal;
}

/** @throws S3Error to refuse, ConnectionLost to cut the connection */
export type Behaviour = (
  passing: PassingRequest,
  perform: (request: VerifiedRequest) => Promise<S3Answer>,
) => Promise<S3Answer>;

export const strictBehaviour: Behaviour = ({ request }, perform) => perform(request);

/** One after the other: what the first lets through reaches the second. */
export function inOrder(...behaviours: readonly Behaviour[]): Behaviour {
  return behaviours.reduceRight<Behaviour>(
    (inner, outer) => (passing, perform) =>
      outer(passing, (request) => inner({ ...passing, request }, perform)),
    strictBehaviour,
  );
}
