// The whole flow on stores that know less than S3, fail by chance, lie or lag. What was acknowledged stays, bytes never
// change, nothing is left behind: on each of them.
import { behaveAs, removeOwnStore, requestsToStore } from "../support/own-store";
import { removeOwnDatabase } from "../support/own-services";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ProfileName } from "@/dev/s3/profiles";
import { imageResponse } from "@/lib/contracts/image";
import { ApiClient } from "../support/api-client";
import { hasObject } from "../support/bucket";
import { expectRecovery, timed } from "../support/fault-bench";
import { LIMIT_SECONDS } from "../support/patience";
import { putPatiently, registerPatiently } from "../support/patient-client";
import { addPerson } from "../support/people";
import { bytesOf, overwritten } from "../support/sample-images";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { addImage, declare, presign, put, register, sha256Of, uniquePng } from "../support/upload-flow";

const FILES = 4;
const ATTACKS = 6;

let app: SecondApp;
let program: ApiClient;

beforeAll(async () => {
  app = await startSecondApp({ INLINE_WORKER: "true" });
  process.env["SIGNET_URL"] = app.origin;
  program = new ApiClient(app.origin, (await addPerson("editor")).apiKey);
  await addImage(program);
});
afterEach(async () => {
  behaveAs("strict");
  await expectRecovery();
});
afterAll(async () => {
  await app.stop();
  await removeOwnDatabase();
  await removeOwnStore();
});

const profiles: readonly ProfileName[] = [
  "strict",
  "no-if-none-match",
  "no-checksums",
  "no-md5",
  "no-copy-conditions",
  "unsigned-headers",
  "r2-like",
  "garage-like",
  "lenient",
  "late-reads",
  "late-listings",
  "slow-down",
  "error-in-200",
  "slow",
  "lost-answers",
];

describe.each(profiles)("On a store that is %s", (profile) => {
  it("files become images, other bytes do not, repeating changes nothing, and deleted stays deleted", async () => {
    behaveAs(profile);
    const [, doomed] = await Promise.all([
      ...Array.from({ length: FILES }, uploadAndRepeat),
      sendOtherBytes(),
      registerUnderFire(),
    ]);

    await deletePatiently(doomed?.id ?? "");

    expect((await register(program, doomed?.key ?? "")).body["code"]).toBe("upload_not_found");
  });
});

/** One file all the way, and once more. */
async function uploadAndRepeat(): Promise<{ id: string; key: string }> {
  const bytes = await uniquePng();
  const upload = await presign(program, declare(bytes));
  expect([200, 412]).toContain(await putPatiently(upload, bytes));
  const first = await registerPatiently(program, upload.key);
  expect([200, 201]).toContain(first.status);
  const { image } = imageResponse.parse(first.body);
  expect(image.sha256).toBe(sha256Of(bytes));

  await putPatiently(upload, bytes);
  const again = await registerPatiently(program, upload.key);
  expect(again.status).toBe(200);
  expect(imageResponse.parse(again.body).image.id).toBe(image.id);
  return { id: image.id, key: upload.key };
}

/** Bytes that were not announced, of the announced length. */
async function sendOtherBytes(): Promise<void> {
  const bytes = await uniquePng();
  const upload = await presign(program, declare(bytes));
  const last = bytes.byteLength - 1;
  const status = await putPatiently(upload, overwritten(bytes, last, bytesOf((bytes[last] ?? 0) ^ 1)));
  const answer = status === 200 ? await registerPatiently(program, upload.key) : null;
  expect(answer?.body["code"] ?? "refused").toMatch(/content_mismatch|refused/);
}

/** What is registered while others write to its URL is one of the files, whole. */
async function registerUnderFire(): Promise<void> {
  const files = await Promise.all([uniquePng(), uniquePng()]);
  const upload = await presign(program);
  await putPatiently(upload, files[0]);
  const attack = async () => {
    for (let shot = 0; shot < ATTACKS; shot += 1)
      await put(upload, shot % 2 === 0 ? files[1] : bytesOf("<script>")).catch(() => 0);
  };
  const [answer] = await Promise.all([registerPatiently(program, upload.key), attack()]);
  expect([200, 201, 422]).toContain(answer.status);
  if (answer.status === 422) return;
  const { image } = imageResponse.parse(answer.body);
  expect(files.map(sha256Of)).toContain(image.sha256);
}

async function deletePatiently(id: string): Promise<void> {
  const answer = await program.call(`/images/${id}`, { method: "DELETE" });
  expect(answer.status).toBe(204);
}

it("On a store that obeys unsigned grants, what was given away is refused, also as a poster, and removed", async () => {
  behaveAs("unsigned-grants");
  const [upload, poster] = await Promise.all([presign(program), presign(program)]);
  for (const one of [upload, poster]) {
    const headers = { ...one.headers, "x-amz-grant-read": 'id="somebody"' };
    expect(await put(one, await uniquePng(), headers)).toBe(200);
  }
  expect((await register(program, upload.key, { poster: poster.key })).body["code"]).toBe("poster_refused");

  for (let time = 0; time < 2; time += 1)
    expect(await register(program, upload.key)).toMatchObject({
      status: 422,
      body: { code: "content_mismatch" },
    });
  await expect.poll(() => hasObject(upload.key)).toBe(false);
});

describe.each(["slow-down-always", "hanging"] as const)("On a store that is %s", (profile) => {
  it("registering answers 503 in time, without asking much more often than it was asked", async () => {
    const offered = 60;
    const uploads = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const upload = await presign(program);
        await put(upload, await uniquePng());
        return upload;
      }),
    );
    behaveAs(profile);
    const before = countReadsOfUploads();

    const answers = await Promise.all(
      Array.from({ length: offered }, (_, index) => {
        const json = { filename: "a.png", filetype: "image/png", key: uploads[index % 6]?.key };
        return timed(program, "/images", { json });
      }),
    );
    const asked = countReadsOfUploads() - before;

    expect(new Set(answers.map(({ status, code }) => `${status} ${String(code)}`))).toEqual(
      new Set(["503 storage_unavailable"]),
    );
    expect(Math.max(...answers.map(({ seconds }) => seconds))).toBeLessThan(LIMIT_SECONDS);
    expect(asked / offered).toBeLessThanOrEqual(1.2);
  });
});

/** What registering begins with; the worker asks other things meanwhile. */
function countReadsOfUploads(): number {
  return requestsToStore().filter(
    ({ operation, key }) => operation === "GetObject" && key?.startsWith("uploads/"),
  ).length;
}
