// The holder of a PUT URL writes to it again and again while the file is being registered. What the rows say must be
// what is served, whichever bytes that is: verified and served are the same object, and nobody else can write it.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImageView, imageResponse } from "@/lib/contracts/image";
import type { PresignUploadResponse } from "@/lib/contracts/upload";
import type { Answer } from "../support/api-client";
import { readEnvironment } from "../support/environment";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person } from "../support/people";
import { requireProvider } from "../support/s3/provider";
import { bytesOf } from "../support/sample-images";
import { presign, put, register, sha256Of, uniquePng } from "../support/upload-flow";

/** At least so many, within a few seconds; and on until both outcomes were seen. */
const ROUNDS = 60;
const MOST_ROUNDS = 400;
const BUDGET_MS = 7_000;
const ATTACKERS = 3;
const provider = requireProvider(readEnvironment().S3_PROVIDER);

let editor: Person;
let good: Uint8Array;
let payloads: readonly Uint8Array[];

beforeAll(async () => {
  editor = await addPerson("editor");
  good = await uniquePng();
  const page = bytesOf("<!doctype html><script>alert(1)</script>");
  // Another image, a page, and a page of the very length of the image.
  payloads = [await uniquePng(), page, bytesOf(page, " ".repeat(good.byteLength - page.byteLength))];
});
afterAll(expectInvariants);

describe("An attacker who overwrites the upload while it is registered", () => {
  it("never gets anything served but what was verified", async () => {
    const end = Date.now() + BUDGET_MS;
    const outcomes = { accepted: 0, refused: 0 };
    const isOver = (round: number) => round >= ROUNDS || Date.now() > end;
    const hasBoth = () => outcomes.accepted > 0 && outcomes.refused > 0;
    for (let round = 0; round < MOST_ROUNDS && !(isOver(round) && hasBoth()); round += 1) {
      const image = await race();
      if (image === null) {
        outcomes.refused += 1;
        continue;
      }
      outcomes.accepted += 1;
      await expectServedAsVerified(image);
    }
    // Or the race was none.
    expect(outcomes.accepted).toBeGreaterThan(0);
    expect(outcomes.refused).toBeGreaterThan(0);
  });
});

/** One upload, registered under fire; null when it was refused. */
async function race(): Promise<ImageView | null> {
  const upload = await presign(editor.program);
  await put(upload, good);
  const fire = { ceased: false };
  const attackers = Array.from({ length: ATTACKERS }, (_, index) => attack(upload, index, fire));
  await sleep(Math.random() * 10);
  const answer = await registerUnderFire(upload);
  // A little longer: the object that is served must not be the one under fire.
  await sleep(5);
  fire.ceased = true;
  await Promise.all(attackers);
  expect([201, 422]).toContain(answer.status);
  return answer.status === 201 ? imageResponse.parse(answer.body).image : null;
}

/** Some stores fail to read what is being replaced: the answer is then to ask again. */
async function registerUnderFire(upload: PresignUploadResponse): Promise<Answer> {
  const answer = await register(editor.program, upload.key);
  const mayFail = !provider.readsDuringOverwrites && answer.status === 503;
  return mayFail ? registerUnderFire(upload) : answer;
}

async function attack(
  upload: PresignUploadResponse,
  index: number,
  fire: { readonly ceased: boolean },
): Promise<void> {
  for (let shot = index; !fire.ceased; shot += 1) {
    const payload = shot % (payloads.length + 1);
    await put(upload, payloads[payload] ?? good);
    // The good file has its chance too.
    await sleep(Math.random() * 4);
  }
}

async function expectServedAsVerified(image: ImageView): Promise<void> {
  const { body } = await editor.program.call(`/images/${image.id}/signed-url`);
  const served = await fetch(String(body["url"]));
  const bytes = new Uint8Array(await served.arrayBuffer());
  expect(served.headers.get("content-type")).toBe("image/png");
  expect(sha256Of(bytes)).toBe(image.sha256);
  expect(bytes.byteLength).toBe(image.size);
  expect([sha256Of(good), ...payloads.slice(0, 1).map(sha256Of)]).toContain(image.sha256);
}
