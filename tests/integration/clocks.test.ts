// An app whose clock is wrong, and one whose credentials end: what it signs works, and ends when it says.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiClient } from "../support/api-client";
import { EndingCredentials } from "../support/ending-credentials";
import { expectInvariants } from "../support/invariants";
import { importOption } from "../support/moving-clock";
import { addPerson, type Person } from "../support/people";
import { startSecondApp } from "../support/second-app";
import { addImage, declare, presign, uniquePng } from "../support/upload-flow";

const MINUTE_MS = 60_000;
const PUT_SECONDS = 600;
const GET_SECONDS = 300;
/** What a busy machine may take for it; a clock that was believed would be off by fourteen minutes. */
const MARGIN_SECONDS = 90;

let editor: Person;
beforeAll(async () => {
  editor = await addPerson("editor");
});
afterAll(async () => {
  await expectInvariants();
});

function secondsUntil(moment: unknown): number {
  return (Date.parse(String(moment)) - Date.now()) / 1000;
}

describe.each([-14, 14])("An app whose clock is %i minutes wrong", (minutes) => {
  it("signs URLs that work, and that end when it says", async () => {
    const app = await startSecondApp({
      INLINE_WORKER: "false",
      NODE_OPTIONS: importOption("tests/support/shifted-clock.mjs"),
      CLOCK_SHIFT_MS: String(minutes * MINUTE_MS),
    });
    try {
      const client = new ApiClient(app.origin, editor.apiKey);
      // The first request of all: nothing has told it the time yet.
      const { image, upload } = await addImage(client);
      const { body } = await client.call(`/images/${image.id}/signed-url`);
      const served = await fetch(String(body["url"]));
      await served.arrayBuffer();

      expect(served.status).toBe(200);
      expect(Math.abs(secondsUntil(upload.expiresAt) - PUT_SECONDS)).toBeLessThan(MARGIN_SECONDS);
      const left = secondsUntil(body["expiresAt"]);
      expect(left).toBeGreaterThan(GET_SECONDS / 2 - MARGIN_SECONDS);
      expect(left).toBeLessThan(GET_SECONDS + MARGIN_SECONDS);
    } finally {
      await app.stop();
    }
  });
});

describe("An app with temporary credentials", () => {
  it("gives no URL that says it works longer than they do, and takes newer ones when they end", async () => {
    const credentials = new EndingCredentials();
    const app = await startSecondApp({ ...credentials.settings, INLINE_WORKER: "false" });
    try {
      const client = new ApiClient(app.origin, editor.apiKey);
      for (const seconds of [100, 150, 200]) {
        const end = credentials.endIn(seconds);
        // The chain renews what is about to end while it still gives it out.
        const isNew = async () => Date.parse((await presign(client)).expiresAt) === end;
        await expect.poll(isNew).toBe(true);
        const upload = await presign(client, declare(await uniquePng()));
        const begun = await client.call("/images/presign-upload", {
          json: { filename: "a.png", filetype: "image/png", size: 10, multipart: true },
        });
        const parts = await client.call(`/images/uploads/${String(begun.body["uploadId"])}/parts`, {
          json: { partNumbers: [1] },
        });
        const { image } = await addImage(client);
        const { body } = await client.call(`/images/${image.id}/signed-url`);

        expect(Date.parse(upload.expiresAt)).toBe(end);
        expect(Date.parse(String(parts.body["expiresAt"]))).toBe(end);
        // Of the window that it lies in, which may end before the credentials do.
        expect(Date.parse(String(body["expiresAt"]))).toBeLessThanOrEqual(end);
      }
      credentials.endIn(3600);
      const lifeSeconds = async () => secondsUntil((await presign(client)).expiresAt);
      await expect.poll(lifeSeconds).toBeGreaterThan(PUT_SECONDS - MARGIN_SECONDS);
    } finally {
      await app.stop();
      credentials.remove();
    }
  });
});
