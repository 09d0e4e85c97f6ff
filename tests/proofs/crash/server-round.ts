/** One crash of a whole production server, asked over HTTP: at a failpoint, in the middle of a request. */
import type { Failpoint } from "@/lib/failpoint";
import { imageResponse } from "@/lib/contracts/image";
import type { PresignUploadResponse } from "@/lib/contracts/upload";
import { type Answer, ApiClient } from "../../support/api-client";
import { sql } from "../../support/database";
import { readEnvironment } from "../../support/environment";
import { expireUpload } from "../../support/ledger";
import type { Person } from "../../support/people";
import { startSecondApp } from "../../support/second-app";
import { addImage, declare, presign, put, register, sha256Of, uniquePng } from "../../support/upload-flow";

const BESIDES = [
  "register.after-announce-poster",
  "register.after-copy-poster",
  "register.before-release",
  "register.after-release",
  "remove.after-parts",
];

/** Where a plain request leads to; a poster, a store that fails, or an upload in parts is for the small processes. */
export function isForServers(name: Failpoint): boolean {
  return /^(?:presign|register|delete|sweep|remove)\./.test(name) && !BESIDES.includes(name);
}

const CONSENT = "kill-this-process";
const RETRIES = 20;

/** Starts a server that ends at the failpoint, and has its client go on at the server that `findOther` gives. */
export async function crashServer(
  failpoint: Failpoint,
  editor: Person,
  findOther: () => Promise<string>,
): Promise<void> {
  const app = await startSecondApp({
    SIGNET_FAILPOINT: failpoint,
    SIGNET_FAILPOINT_CONSENT: CONSENT,
    INLINE_WORKER: "false",
  });
  try {
    const other = async () => {
      const end = await app.exited;
      if (end !== "SIGKILL") throw new Error(`${failpoint}: the server ended by ${end}.\n${app.output()}`);
      return new ApiClient(await findOther(), editor.apiKey);
    };
    await tell(failpoint, new ApiClient(app.origin, editor.apiKey), other);
  } finally {
    await app.stop();
  }
}

async function tell(
  failpoint: Failpoint,
  armed: ApiClient,
  findOther: () => Promise<ApiClient>,
): Promise<void> {
  if (failpoint.startsWith("presign.")) return tellPresign(armed, findOther);
  if (failpoint === "register.before-reject" || failpoint === "register.after-reject")
    return tellRegister(armed, findOther, Buffer.from("<svg/>"));
  if (failpoint.startsWith("register.")) return tellRegister(armed, findOther, await uniquePng());
  if (failpoint.startsWith("delete.")) return tellDelete(armed, findOther);
  return tellSweep(armed, findOther);
}

async function tellPresign(armed: ApiClient, findOther: () => Promise<ApiClient>): Promise<void> {
  await expectCut(presign(armed));
  await addImage(await findOther());
}

async function tellRegister(
  armed: ApiClient,
  findOther: () => Promise<ApiClient>,
  bytes: Uint8Array,
): Promise<void> {
  const upload = await presign(armed, declare(bytes));
  await put(upload, bytes);
  await expectCut(register(armed, upload.key));
  const answer = await insist(await findOther(), upload);
  if (bytes.byteLength < 10) return expectStatus(answer, [422]);
  expectStatus(answer, [200, 201]);
  const { image } = imageResponse.parse(answer.body);
  if (image.sha256 !== sha256Of(bytes)) throw new Error("Another image was registered.");
}

async function tellDelete(armed: ApiClient, findOther: () => Promise<ApiClient>): Promise<void> {
  const { image } = await addImage(armed);
  const path = `/images/${image.id}`;
  await expectCut(armed.call(path, { method: "DELETE" }));
  const other = await findOther();
  expectStatus(await other.call(path, { method: "DELETE" }), [204, 404]);
  expectStatus(await other.call(`${path}/signed-url`), [404]);
}

/** Something to expire and something to remove, when the scheduler calls. */
async function tellSweep(armed: ApiClient, findOther: () => Promise<ApiClient>): Promise<void> {
  const upload = await presign(armed);
  await put(upload, await uniquePng());
  await expireUpload(upload.uploadId);
  const headers = { authorization: `Bearer ${readEnvironment().CRON_SECRET}` };
  await expectCut(armed.call("/api/cron/drain", { headers }));
  await findOther();
}

/** As our uploader does it; the lease of the server that is gone runs out at once. */
async function insist(client: ApiClient, upload: PresignUploadResponse): Promise<Answer> {
  for (let attempt = 0; attempt < RETRIES; attempt += 1) {
    await sql(
      `UPDATE "Upload" SET "leaseUntil" = now() - interval '1 second' WHERE "id" = $1 AND "state" = 'registering'`,
      [upload.uploadId],
    );
    const answer = await register(client, upload.key);
    if (answer.status !== 409) return answer;
  }
  throw new Error("The upload could not be registered.");
}

/** The request gets no answer, since its server is gone. */
async function expectCut(request: Promise<unknown>): Promise<void> {
  const outcome = await request.then(
    () => "answered",
    () => "cut",
  );
  if (outcome === "answered") throw new Error("The server answered, and did not come to its failpoint.");
}

function expectStatus({ status, body }: Answer, wanted: readonly number[]): void {
  if (!wanted.includes(status)) throw new Error(`Answered ${status}: ${JSON.stringify(body)}`);
}
