// Every page, also those that say no or fail, by the published rules of Mozilla's HTTP Observatory, scored here.
import { removeOwnDatabase } from "../support/own-services";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiClient } from "../support/api-client";
import { expectInvariants } from "../support/invariants";
import { scoreHeaders } from "../support/observatory";
import { type AskedImage, pages } from "../support/access/access-table";
import { sql } from "../support/database";
import { addPerson, signInAs } from "../support/people";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { addImage } from "../support/upload-flow";

// The most there is while styles may stand in attributes: without them it would be ten more.
const WANTED = 120;

let app: SecondApp;
let browser: ApiClient;
let asked: AskedImage;
beforeAll(async () => {
  app = await startSecondApp({ INLINE_WORKER: "false" });
  process.env["SIGNET_URL"] = app.origin;
  const admin = await addPerson("admin");
  browser = await signInAs(admin, app.origin);
  const { image } = await addImage(new ApiClient(app.origin, admin.apiKey), { visibility: "public" });
  asked = { id: image.id, title: image.title, key: image.key, stagingKey: "", openUploadId: "" };
});
afterAll(async () => {
  await expectInvariants();
  await app.stop();
  await removeOwnDatabase();
});

/** Addresses that no page has, some of which begin like a file that is served without a policy. */
const NOWHERE = [
  "/admin/images/no-such-image",
  "/admin/no/such/page",
  "/no/such/page",
  "/view/no-such-image",
  "/icon.svg/x",
  "/icon.svgx",
  "/favicon.ico.html",
];

async function expectScore(client: ApiClient, address: string): Promise<Response> {
  const answer = await client.fetch(address, { headers: { accept: "text/html" } });
  const html = await answer.text();
  const policy = answer.headers.get("content-security-policy") ?? "";
  const { score, remarks } = scoreHeaders(answer.headers);
  expect(score, `${address}: ${remarks.join("; ")}`).toBeGreaterThanOrEqual(WANTED);
  expect(policy).toMatch(/script-src [^;]*'nonce-/);
  expect(/script-src[^;]*/.exec(policy)?.[0]).not.toMatch(/unsafe-inline|unsafe-eval|\*/);
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "none";
  const scripts = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
  expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
  return answer;
}

const clients = [
  ["a stranger", () => new ApiClient(app.origin)],
  ["an admin", () => browser],
] as const;

describe.each(clients)("For %s", (_who, client) => {
  it.each(pages)(
    `$file scores ${WANTED} or more, and runs no script without a nonce`,
    async ({ address }) => {
      await expectScore(client(), address(asked));
    },
  );

  it.each(NOWHERE)("so does %s, where nothing is", async (address) => {
    await expectScore(client(), address);
  });

  it("so does every page that fails", async () => {
    // Something that nobody foresaw: no table of images.
    await sql(`ALTER TABLE "Image" RENAME TO "ImageAway"`);
    try {
      for (const { address } of pages) await expectScore(client(), address(asked));
    } finally {
      await sql(`ALTER TABLE "ImageAway" RENAME TO "Image"`);
    }
  });
});
