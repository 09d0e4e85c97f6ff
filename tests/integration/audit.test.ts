// Who was given what, and who changed what: on record before it counts, whoever did it and in whatever way.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditResponse } from "@/lib/contracts/audit";
import { ANONYMOUS } from "@/lib/images/viewer";
import { recordHandOuts } from "@/lib/db/audit/record-hand-outs";
import { parseObjectKey } from "@/lib/images/object-key";
import { trimAuditEvents } from "@/lib/operations/audit/trim-audit-events";
import { ApiClient } from "../support/api-client";
import { historyOf, recordOf } from "../support/audit";
import { sql, sqlOne } from "../support/database";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person, signInAs } from "../support/people";
import { addImage, presign } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";

let editor: Person;
let admin: Person;
let browser: ApiClient;

beforeAll(async () => {
  [editor, admin] = await Promise.all([addPerson("editor"), addPerson("admin")]);
  browser = await signInAs(editor);
});
afterAll(expectInvariants);

const urlsOf = async (imageId: string) =>
  (await recordOf(imageId)).filter(({ action }) => action === "url_signed");

describe("A signed URL is on record before it leaves", () => {
  it("from every place that gives one, with whom it was given to and until when it works", async () => {
    const { image, upload } = await addImage(editor.program, { visibility: "public" });
    await awaitVariants(editor.program, image.id);
    const viewer = await signInAs(await addPerson("viewer"));
    const stranger = new ApiClient();

    const given = await browser.call(`/images/${image.id}/signed-url`);
    await editor.program.call(`/images/signed-url?key=${upload.key}`);
    await viewer.fetch(`/images/${image.id}/content?disposition=attachment`);
    await stranger.call("/images/signed-urls", { json: { ids: [image.id] } });

    const urls = await urlsOf(image.id);
    expect(urls.map(({ actorKind, details }) => [actorKind, details])).toEqual([
      ["person", { variant: "original", disposition: "inline" }],
      ["program", { variant: "original", disposition: "inline" }],
      ["person", { variant: "original", disposition: "attachment" }],
      ["anonymous", { variant: "w320", disposition: "inline" }],
    ]);
    expect(urls[0]).toMatchObject({ actorId: editor.id, apiKeyId: null });
    expect(urls[0]?.until?.toISOString()).toBe(given.body["expiresAt"]);
    expect(urls[1]).toMatchObject({ actorId: editor.id, apiKeyId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(urls[3]).toMatchObject({ actorId: null, apiKeyId: null });
  });

  it.each(["/admin", "/"])("also from the pages, one row for each picture on %s", async (page) => {
    const { image } = await addImage(editor.program, { visibility: "public" });
    await awaitVariants(editor.program, image.id);
    await (await browser.fetch(page)).text();
    expect(await urlsOf(image.id)).toHaveLength(1);
    await (await browser.fetch(page === "/" ? `/view/${image.id}` : `/admin/images/${image.id}`)).text();
    expect((await urlsOf(image.id)).length).toBeLessThanOrEqual(2);
  });

  it("once for the same viewer and the same window, and again after it", async () => {
    const { image } = await addImage(editor.program);
    const key = parseObjectKey(image.key);
    if (key === null) throw new Error(image.key);
    const handOut = (until: Date) =>
      ({ imageId: image.id, key, variant: "original", disposition: "inline", until }) as const;
    const [first, second] = [new Date(Date.now() + 60_000), new Date(Date.now() + 120_000)];

    await recordHandOuts(ANONYMOUS, [handOut(first), handOut(first)]);
    await recordHandOuts(ANONYMOUS, [handOut(first), handOut(second)]);

    expect((await urlsOf(image.id)).map(({ until }) => until)).toEqual([first, second]);
  });

  it("is given to nobody when it cannot be recorded", async () => {
    const { image } = await addImage(editor.program);
    await sql(`ALTER TABLE "AuditEvent" RENAME TO "AuditEventAway"`);
    try {
      const answer = await editor.program.call(`/images/${image.id}/signed-url`);
      expect(answer.status).toBeGreaterThanOrEqual(500);
      expect(answer.body["url"]).toBeUndefined();
    } finally {
      await sql(`ALTER TABLE "AuditEventAway" RENAME TO "AuditEvent"`);
    }
    expect((await editor.program.call(`/images/${image.id}/signed-url`)).status).toBe(200);
  });
});

describe("A change is on record with it", () => {
  it("from the presigned upload to the deletion, field by field, with who did it", async () => {
    const { image, upload } = await addImage(editor.program, { title: "Harbour", filename: "sea.png" });
    await browser.call(`/images/${image.id}`, {
      method: "PATCH",
      json: { title: "Old harbour", alt: "", visibility: "public" },
    });
    await (await signInAs(admin)).call(`/images/${image.id}`, { method: "DELETE" });

    const events = await historyOf(admin.program, image.id);
    expect(events.map(({ action, actor }) => [action, actor.kind, actor.id])).toEqual([
      ["image_deleted", "person", admin.id],
      ["image_described", "person", editor.id],
      ["image_registered", "program", editor.id],
    ]);
    expect(events[1]?.details).toEqual({
      changes: {
        title: { from: "Harbour", to: "Old harbour" },
        visibility: { from: "private", to: "public" },
      },
    });
    expect(events[0]?.details).toMatchObject({ filename: "sea.png", title: "Old harbour", size: image.size });
    const presigned = await sqlOne<{ actorId: string; until: Date }>(
      `SELECT "actorId", "until" FROM "AuditEvent"
       WHERE "action" = 'upload_presigned' AND "details" ->> 'uploadId' = $1`,
      [upload.uploadId],
    );
    expect(presigned.actorId).toBe(editor.id);
    expect(presigned.until.getTime()).toBeGreaterThan(Date.now());
  });

  it("when nothing differs there is nothing to record", async () => {
    const { image } = await addImage(editor.program, { title: "Same" });
    await browser.call(`/images/${image.id}`, { method: "PATCH", json: { title: "Same" } });
    expect((await recordOf(image.id)).map(({ action }) => action)).toEqual(["image_registered"]);
  });

  it("also when it is a line of SQL, and not when that line is taken back", async () => {
    const { image } = await addImage(editor.program);
    const undone = `DO $$ BEGIN DELETE FROM "Image" WHERE "id" = '${image.id}'; RAISE EXCEPTION 'no'; END $$`;
    await expect(sql(undone)).rejects.toThrow("no");
    expect(await recordOf(image.id)).toHaveLength(1);

    await sql(`DELETE FROM "Image" WHERE "id" = $1`, [image.id]);
    expect((await recordOf(image.id)).at(-1)).toMatchObject({ action: "image_deleted", actorKind: "system" });
  });

  it("to people and API keys, without any secret", async () => {
    const person = await addPerson("viewer");
    await sql(`UPDATE "User" SET "role" = 'editor', "passwordHash" = 'x' WHERE "id" = $1`, [person.id]);
    await sql(`UPDATE "User" SET "imageBytes" = 5 WHERE "id" = $1`, [person.id]);
    await sql(`UPDATE "ApiKey" SET "revokedAt" = now() WHERE "userId" = $1`, [person.id]);
    await sql(`DELETE FROM "User" WHERE "id" = $1`, [person.id]);

    const events = await sql<{ action: string; details: Record<string, unknown> }>(
      `SELECT "action", "details" FROM "AuditEvent" WHERE "details" ->> 'userId' = $1 ORDER BY "at", "id"`,
      [person.id],
    );
    const of = (action: string) => events.filter((event) => event.action === action);
    expect(events).toHaveLength(5);
    expect(of("user_changed")[0]?.details).toMatchObject({
      newPassword: true,
      changes: { role: { from: "viewer", to: "editor" } },
    });
    expect([of("user_added"), of("api_key_added"), of("api_key_revoked"), of("user_removed")]).toMatchObject(
      Array.from({ length: 4 }, () => [{}]),
    );
  });
});

describe("The record", () => {
  it("holds no URL, no signature, no key of an object and no hash of a secret", async () => {
    await presign(editor.program);
    const texts = await sql<{ text: string }>(`SELECT "details"::text AS text FROM "AuditEvent"`);
    const all = texts.map(({ text }) => text).join("\n");
    expect(all).not.toMatch(/X-Amz|https?:|uploads\/|images\/|argon2|sgn_/);
  });

  it("is never changed, and trimmed by age only, but for what hands out something that still works", async () => {
    const { image } = await addImage(editor.program);
    const id = crypto.randomUUID();
    await sql(
      `INSERT INTO "AuditEvent" ("at", "actorKind", "action", "imageId", "until") VALUES
       (now() - interval '91 days', 'system', 'image_described', $1, NULL),
       (now() - interval '89 days', 'system', 'image_described', $1, NULL),
       (now() - interval '91 days', 'anonymous', 'url_signed', $1, now() + interval '1 hour')`,
      [id],
    );

    await expect(sql(`UPDATE "AuditEvent" SET "action" = 'x'`)).rejects.toThrow(/never changed/);
    await trimAuditEvents({ days: 90 });

    expect(await recordOf(id)).toHaveLength(2);
    expect(await recordOf(image.id)).toHaveLength(1);
  });

  it("of an image is shown to those who may change it, of a deleted one to admins", async () => {
    const { image } = await addImage(editor.program);
    const [viewer, other] = await Promise.all([addPerson("viewer"), addPerson("editor")]);
    const path = `/images/${image.id}/audit`;
    const statuses = async () =>
      Promise.all(
        [new ApiClient(), viewer.program, other.program, editor.program, admin.program].map(
          async (client) => (await client.call(path)).status,
        ),
      );

    expect(await statuses()).toEqual([401, 403, 403, 200, 200]);
    await editor.program.call(`/images/${image.id}`, { method: "DELETE" });
    expect(await statuses()).toEqual([401, 403, 404, 404, 200]);
    expect((await admin.program.call(`/images/${crypto.randomUUID()}/audit`)).status).toBe(404);
  });

  it("comes in pages that neither repeat nor leave out anything", async () => {
    const { image } = await addImage(editor.program);
    for (let index = 0; index < 4; index += 1)
      await browser.call(`/images/${image.id}`, { method: "PATCH", json: { title: `Title ${index}` } });
    const all = await historyOf(browser, image.id);

    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = cursor === "" ? "limit=2" : `limit=2&cursor=${cursor}`;
      const page = auditResponse.parse((await browser.call(`/images/${image.id}/audit?${query}`)).body);
      seen.push(...page.events.map(({ id }) => id));
      cursor = page.nextCursor;
    }

    expect(all).toHaveLength(5);
    expect(seen).toEqual(all.map(({ id }) => id));
    expect((await browser.call(`/images/${image.id}/audit?cursor=x`)).status).toBe(400);
  });
});
