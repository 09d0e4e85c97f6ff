// Headers that nobody signed, sent along with a presigned PUT. A strict store refuses them; another takes them for the
// upload's object, and none of them may reach the image.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse, type ImageView } from "@/lib/contracts/image";
import { hasObject } from "../support/bucket";
import { drain } from "../support/drain";
import { readEnvironment } from "../support/environment";
import { expectInvariants } from "../support/invariants";
import { stateOf } from "../support/ledger";
import { addPerson, type Person } from "../support/people";
import { requireProvider } from "../support/s3/provider";
import { declare, presign, put, register, uniquePng } from "../support/upload-flow";

const { S3_ENDPOINT, S3_BUCKET, S3_PROVIDER } = readEnvironment();
const { refusesUnsignedHeaders, obeysUnsignedGrants } = requireProvider(S3_PROVIDER);

const unsigned = [
  ["a public ACL", { "x-amz-acl": "public-read" }],
  ["metadata", { "x-amz-meta-role": "admin" }],
  ["a tag", { "x-amz-tagging": "a=b" }],
  ["a redirect", { "x-amz-website-redirect-location": "https://a.b" }],
] as const satisfies [string, Record<string, string>][];

/** As scripts/providers/ceph.ts calls its user. */
const OWN_ID = "test";

let editor: Person;
let bytes: Uint8Array;

beforeAll(async () => {
  editor = await addPerson("editor");
  bytes = await uniquePng();
});
afterAll(expectInvariants);

describe("A presigned PUT with", () => {
  const outcome = refusesUnsignedHeaders ? "is refused" : "gives an image without it";

  it.each(unsigned)(`%s ${outcome}`, async (_name, headers) => {
    const upload = await presign(editor.program, declare(bytes));

    const status = await put(upload, bytes, { ...upload.headers, ...headers });
    const answer = await register(editor.program, upload.key);
    await drain();

    expect(await hasObject(upload.key)).toBe(false);
    if (refusesUnsignedHeaders) {
      expect(status).toBe(403);
      expect(answer).toMatchObject({ status: 409, body: { code: "object_missing" } });
    } else {
      expect(status).toBe(200);
      await expectPlain(imageResponse.parse(answer.body).image);
    }
  });
});

it("A presigned PUT that gives the object away is refused for good, and its object removed", async () => {
  const upload = await presign(editor.program, declare(bytes));
  // To the app's own key; on Ceph the grant is then all that even this key may do.
  const gift = { ...upload.headers, "x-amz-grant-write-acp": `id="${OWN_ID}"` };

  expect(await put(upload, bytes, gift)).toBe(refusesUnsignedHeaders ? 403 : 200);
  const answer = await register(editor.program, upload.key);
  if (obeysUnsignedGrants) {
    expect(answer).toMatchObject({ status: 422, body: { code: "content_mismatch" } });
    expect(await stateOf(upload.uploadId)).toBe("rejected");
  } else expect(answer.status).toBe(refusesUnsignedHeaders ? 409 : 201);

  await drain();
  expect(await hasObject(upload.key)).toBe(false);
});

/** Readable by a signed URL alone, with no header beside those that an image has. */
async function expectPlain(image: ImageView): Promise<void> {
  const anonymous = await fetch(`${S3_ENDPOINT}/${S3_BUCKET}/${image.key}`);
  expect(anonymous.status).toBe(403);
  const { body } = await editor.program.call(`/images/${image.id}/signed-url`);
  const served = await fetch(String(body["url"]));
  expect(served.status).toBe(200);
  const odd = /^x-amz-(meta-|tagging|website|grant|acl)/;
  expect([...served.headers.keys()].filter((name) => odd.test(name))).toEqual([]);
}
