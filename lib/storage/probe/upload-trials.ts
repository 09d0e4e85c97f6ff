import "server-only";
import type { ObjectKey } from "@/lib/images/object-key";
import type { PutRequest } from "../object-storage";
import { signingTime } from "../s3/s3-client";
import { digest, judgeRefusal, outcome, type ProbeKit, type Reply, type Trial, wasDone } from "./probe-kit";

/** What becomes of uploads that are not what was signed. */

const BODY = Buffer.from("probe of the store");
const OTHER = Buffer.from("PROBE OF THE STORE");
const TOGETHER = 8;
const HOUR_MS = 3_600_000;

const NOTHING = { writeOnce: false, sha256: false, md5: false };
const DECLARED = { sizeBytes: BODY.length, sha256: digest("sha256", BODY), md5: digest("md5", BODY) };

async function put(
  kit: ProbeKit,
  key: ObjectKey,
  change: Partial<PutRequest>,
  body: Buffer,
  more: Record<string, string> = {},
): Promise<Reply> {
  const { url, headers } = await kit.sign(key, change);
  return kit.send("PUT", url, { headers: { ...headers, ...more }, body });
}

export const tryPut: Trial = async (kit) => {
  const reply = await put(kit, kit.takeKey(), { sizeBytes: BODY.length }, BODY);
  const seen = `a right upload: ${reply.status}${wasDone(reply) ? "" : ` ${codeIn(reply)}`}`;
  return outcome(wasDone(reply) ? "enforced" : "refused", seen);
};

export const trySignedType: Trial = async (kit) =>
  judgeRefusal(
    await put(kit, kit.takeKey(), {}, BODY, { "content-type": "text/html" }),
    "an upload of another type",
  );

export const trySignedLength: Trial = async (kit) =>
  judgeRefusal(
    await put(kit, kit.takeKey(), { sizeBytes: BODY.length - 1 }, BODY),
    "an upload of another length",
  );

export const trySha256: Trial = (kit) => tryDigest(kit, { ...NOTHING, sha256: true });
export const tryMd5: Trial = (kit) => tryDigest(kit, { ...NOTHING, md5: true });

async function tryDigest(kit: ProbeKit, defences: PutRequest["defences"]) {
  const right = await put(kit, kit.takeKey(), { ...DECLARED, defences }, BODY);
  if (!wasDone(right)) return judgeUnknown(right, "an upload with its checksum");
  return judgeRefusal(
    await put(kit, kit.takeKey(), { ...DECLARED, defences }, OTHER),
    "an upload of other bytes",
  );
}

export const tryWriteOnce: Trial = async (kit) => {
  const request = { ...DECLARED, defences: { ...NOTHING, writeOnce: true } };
  const key = kit.takeKey();
  const first = await put(kit, key, request, BODY);
  if (!wasDone(first)) return judgeUnknown(first, "an upload with If-None-Match");
  const again = judgeRefusal(await put(kit, key, request, BODY), "a second upload by one URL");
  if (again.verdict !== "enforced") return again;
  const shared = await kit.sign(kit.takeKey(), request);
  const replies = await Promise.all(
    Array.from({ length: TOGETHER }, () =>
      kit.send("PUT", shared.url, { headers: shared.headers, body: BODY }),
    ),
  );
  const written = replies.filter(wasDone).length;
  return outcome(
    written === 1 ? "enforced" : "ignored",
    `${TOGETHER} uploads at once by one URL: ${written} were taken`,
  );
};

/** A request that was right was refused: the store knows no such header, unless it was only out of order. */
function judgeUnknown(reply: Reply, what: string) {
  const isPassing = reply.status >= 500 && reply.status !== 501;
  return outcome(isPassing ? "unclear" : "refused", `${what}: ${reply.status} ${codeIn(reply)}`);
}

export const tryUnsignedAcl: Trial = async (kit) => {
  const { url, headers } = await kit.sign(kit.takeKey());
  const reply = await kit.send("PUT", url, {
    headers: { ...headers, "x-amz-acl": "public-read" },
    body: BODY,
  });
  if (!wasDone(reply)) return judgeRefusal(reply, "an upload with an ACL that nobody signed");
  const read = await kit.send("GET", withoutQuery(url));
  const seen = `an upload with an ACL that nobody signed: ${reply.status}, and a stranger's reading it: ${read.status}`;
  return outcome(wasDone(read) ? "ignored" : "enforced", seen);
};

export const tryExpiredUrl: Trial = async (kit) => {
  const { url, headers } = await kit.sign(
    kit.takeKey(),
    {},
    new Date((await signingTime()).getTime() - HOUR_MS),
  );
  return judgeRefusal(
    await kit.send("PUT", url, { headers, body: BODY }),
    "an upload by a URL that ended an hour ago",
  );
};

export function withoutQuery(url: string): string {
  return url.replace(/\?.*$/, "");
}

/** Of S3's error document. */
function codeIn(reply: Reply): string {
  return /<Code>([A-Za-z]{1,60})</.exec(reply.bytes.subarray(0, 4096).toString())?.[1] ?? "";
}
