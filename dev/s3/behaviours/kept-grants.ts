// Stores that take an unsigned grant for the object's whole access list: its owner is not on it, and may only remove it.
import type { Behaviour } from "../behaviour";
import { S3Error } from "../errors";

const reads = ["GetObject", "HeadObject", "GetObjectAttributes"];

/** An object put with an `x-amz-grant-*` header can be read by nobody, until it is overwritten or deleted. */
export function keepingGrants(): Behaviour {
  const withheld = new Set<string>();
  return async ({ operation, request }, perform) => {
    const address = `${request.bucket ?? ""}/${request.key ?? ""}`;
    const source = decodeURIComponent(request.headers.get("x-amz-copy-source") ?? "").replace(/^\//, "");
    if ((reads.includes(operation) && withheld.has(address)) || withheld.has(source))
      throw new S3Error("AccessDenied");
    const grants = request.headers.names().filter((name) => name.startsWith("x-amz-grant-"));
    const answer = await perform({ ...request, headers: request.headers.without(...grants) });
    if (operation === "PutObject" && grants.length > 0) withheld.add(address);
    else if (operation === "PutObject" || operation === "DeleteObject") withheld.delete(address);
    return answer;
  };
}
