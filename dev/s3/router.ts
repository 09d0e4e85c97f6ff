// Which operation a verified request asks for. A request that names a part of S3's interface which is not here gets 501
// rather than the nearest thing that is.
import type { S3Answer } from "./answer";
import type { VerifiedRequest } from "./auth/verify-request";
import { notImplemented, S3Error } from "./errors";
import type { ServiceCall } from "./operations/call";
import { routes, type Route } from "./operations/routes";

/** Parameters that choose an operation rather than qualify one. */
const subresources = new Set(
  (
    "abac accelerate acl analytics attributes cors delete encryption intelligent-tiering inventory legal-hold " +
    "lifecycle list-type location logging metadataConfiguration metadataTable metrics notification object-lock " +
    "ownershipControls policy policyStatus publicAccessBlock renameObject replication requestPayment restore " +
    "retention select session tagging torrent uploadId uploads versioning versions website"
  ).split(" "),
);

/** @throws S3Error NotImplemented or MethodNotAllowed */
export function findRoute(request: VerifiedRequest): Route {
  const asked = [...request.query.keys()].filter((name) => subresources.has(name));
  const target = request.bucket === null ? "service" : request.key === null ? "bucket" : "object";
  const route = routes.find(
    ({ on, method, query = [], header }) =>
      on.endsWith(target) &&
      method === request.method &&
      query.every((name) => request.query.has(name)) &&
      asked.every((name) => query.includes(name)) &&
      (header === undefined || request.headers.get(header) !== undefined),
  );
  if (route !== undefined) return route;
  if (asked.length > 0) throw notImplemented(`${request.method} of ${asked.join(", ")} on a ${target}`);
  if (target === "bucket" && request.method === "GET")
    throw notImplemented("ListObjects version 1 (use list-type=2)");
  throw new S3Error("MethodNotAllowed", { details: { Method: request.method } });
}

/** @throws S3Error NoSuchBucket, and what the operation throws */
export async function performRoute(route: Route, call: ServiceCall): Promise<S3Answer> {
  const { bucket: bucketName, key } = call.request;
  if (route.on === "service") return route.handle(call);
  if (route.on === "new bucket") return route.handle({ ...call, bucketName: bucketName ?? "" });
  const bucket = call.store.require(bucketName ?? "");
  if (route.on === "bucket") return route.handle({ ...call, bucket });
  return route.handle({ ...call, bucket, key: key ?? "" });
}
