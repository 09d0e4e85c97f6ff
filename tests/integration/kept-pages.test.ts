// The public pages, which are kept in two processes: what shows in them shows at once in both, whoever changed it.
import { removeOwnDatabase } from "../support/own-services";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageView } from "@/lib/contracts/image";
import { ApiClient } from "../support/api-client";
import { sql, sqlOne } from "../support/database";
import { drain } from "../support/drain";
import { expectInvariants } from "../support/invariants";
import { bothSay, noneSays, say, showPage, startKeptApps, whileImagesAreLocked } from "../support/kept-apps";
import { KeptEntries } from "../support/kept-entries";
import { addPerson, type Person } from "../support/people";
import type { SecondApp } from "../support/second-app";
import { findSignedUrls } from "../support/signed-urls";
import { addImage } from "../support/upload-flow";
import { awaitVariants, variantKeys } from "../support/variants";

const entries = new KeptEntries();
let apps: readonly SecondApp[];
let editor: Person;
let program: ApiClient;

beforeAll(async () => {
  editor = await addPerson("editor");
  apps = await startKeptApps(entries);
  const [first] = apps;
  program = new ApiClient(first?.origin, editor.apiKey);
  // The scheduler's route, which makes variants here, is the first one's.
  process.env["SIGNET_URL"] = first?.origin;
});
afterAll(async () => {
  await drain();
  await expectInvariants();
  await Promise.all(apps.map((app) => app.stop()));
  entries.remove();
  await removeOwnDatabase();
});

const showIn = (path: string) => showPage(apps, path);

async function expectShown(image: ImageView, words: string): Promise<void> {
  for (const path of ["/", `/view/${image.id}`]) {
    const pages = await showIn(path);
    expect(pages.map(({ status }) => [path, status])).toEqual([
      [path, 200],
      [path, 200],
    ]);
    expect(say(pages, words)).toEqual(bothSay);
  }
}

/** The uniform 404, and no trace in the gallery. */
async function expectHidden(image: ImageView): Promise<void> {
  const missing = await showIn(`/view/${crypto.randomUUID()}`);
  const pages = await showIn(`/view/${image.id}`);
  expect([...missing, ...pages].map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  expect(say(pages, image.title)).toEqual(noneSays);
  expect(pages.flatMap(({ text }) => findSignedUrls(text))).toEqual([]);
  expect(say(await showIn("/"), image.id)).toEqual(noneSays);
}

/** A public picture with its variants, on kept pages in both processes. */
async function addShown(title: string): Promise<ImageView> {
  const added = await addImage(program, { visibility: "public", title, alt: title });
  await drain();
  const image = await awaitVariants(program, added.image.id);
  await expectShown(image, title);
  return image;
}

const events = async () =>
  (await sqlOne<{ count: number }>(`SELECT count(*)::int AS count FROM "AuditEvent"`)).count;

describe("A public page that was shown before", () => {
  it("is shown again without a look at the images, without a signature, and without a hand-out to record", async () => {
    const image = await addShown("Twice");
    const pages = ["/", `/view/${image.id}`];
    const first = await Promise.all(pages.map(showIn));
    const recorded = await events();

    await whileImagesAreLocked(async () => {
      for (const [index, path] of pages.entries()) {
        const again = await showIn(path);
        expect(again.map(({ status }) => status)).toEqual([200, 200]);
        expect(say(again, "Twice")).toEqual(bothSay);
        const urls = again.map(({ text }) => findSignedUrls(text));
        expect(urls).toEqual(first[index]?.map(({ text }) => findSignedUrls(text)));
        expect(urls.filter(({ length }) => length === 0)).toEqual([]);
      }
    });

    expect(await events()).toBe(recorded);
  });

  it("carries the nonce of its own answer, and still no script without one", async () => {
    await addShown("Nonce");
    const nonces = new Set<string>();
    for (let count = 0; count < 3; count += 1) {
      const answer = await new ApiClient(apps[0]?.origin).fetch("/", { headers: { accept: "text/html" } });
      const html = await answer.text();
      const policy = answer.headers.get("content-security-policy") ?? "";
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "none";
      const scripts = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);

      expect(scripts.length).toBeGreaterThan(0);
      expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
      expect(answer.headers.get("cache-control")).toMatch(/no-store/);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
    expect(entries.all().filter(({ text }) => /nonce"?[:=]/i.test(text))).toEqual([]);
  });

  it("was recorded for the public when its URLs were made, until the last of them ends", async () => {
    const image = await addShown("Recorded");
    const rows = await sql<{ until: Date }>(
      `SELECT "until" FROM "AuditEvent" WHERE "imageId" = $1 AND "action" = 'url_signed' AND "actorKind" = 'anonymous'`,
      [image.id],
    );
    const kept = entries.all().filter(({ text }) => text.includes(image.id));

    expect(kept.length).toBeGreaterThanOrEqual(4);
    const last = Math.max(...rows.map(({ until }) => until.getTime()));
    for (const { begunAt, expire } of kept) expect(begunAt + expire * 1000).toBeLessThan(last);
  });
});

const set = (assignment: string) => (image: ImageView) =>
  sql(`UPDATE "Image" SET ${assignment} WHERE "id" = $1`, [image.id]);
const patch = (json: object) => (image: ImageView) =>
  program.call(`/images/${image.id}`, { method: "PATCH", json });

const ends: readonly (readonly [name: string, end: (image: ImageView) => Promise<unknown>])[] = [
  ["made private by its owner", patch({ visibility: "private" })],
  ["made private by a line of SQL", set(`"visibility" = 'private'`)],
  ["deleted by its owner", (image) => program.call(`/images/${image.id}`, { method: "DELETE" })],
  ["deleted by a line of SQL", (image) => sql(`DELETE FROM "Image" WHERE "id" = $1`, [image.id])],
  ["found missing in the bucket", set(`"missingSince" = now()`)],
];

describe("On kept pages of every process, an image", () => {
  it.each(ends)("that is %s is gone at once, with the 404 of one that never was", async (name, end) => {
    const image = await addShown(`To go: ${name}`);

    await end(image);

    await expectHidden(image);
  });

  it("that is given back is there at once", async () => {
    const image = await addShown("Here and gone");
    await set(`"missingSince" = now()`)(image);
    await expectHidden(image);
    await set(`"missingSince" = NULL`)(image);
    await expectShown(image, "Here and gone");
    await set(`"visibility" = 'private'`)(image);
    await expectHidden(image);
    await patch({ visibility: "public" })(image);

    await expectShown(image, "Here and gone");
  });

  it.each([
    ["by its owner", patch({ title: "Another title", alt: "Another title" })],
    ["by a line of SQL", set(`"title" = 'Another title', "alt" = 'Another title'`)],
  ] as const)("that is described otherwise %s says so at once", async (who, change) => {
    const image = await addShown(`Described ${who}`);

    await change(image);

    await expectShown(image, "Another title");
  });

  it("shows its picture as soon as it is made, and else whether one is to come", async () => {
    const image = await addShown("To be made");
    const job = (assignment: string) =>
      sql(`UPDATE "VariantJob" SET ${assignment} WHERE "imageId" = $1`, [image.id]);
    const page = () => showIn(`/view/${image.id}`);
    const before = [...(await variantKeys(image.id)).values()];

    await sql(`DELETE FROM "Variant" WHERE "imageId" = $1`, [image.id]);
    expect(say(await page(), "There is no picture")).toEqual(bothSay);
    await job(`"state" = 'failed'`);
    await page();
    await job(`"state" = 'pending', "dueAt" = now() + interval '1 hour'`);
    expect(say(await page(), "being prepared")).toEqual(bothSay);
    await job(`"dueAt" = now()`);
    await drain();
    await awaitVariants(program, image.id);

    const [key = "none"] = (await variantKeys(image.id)).values();
    expect(before).not.toContain(key);
    expect(say(await page(), key)).toEqual(bothSay);
    expect(say(await showIn("/"), key)).toEqual(bothSay);
  });

  it("that is new is there at once", async () => {
    await showIn("/");
    const { image } = await addImage(program, { visibility: "public", title: "New" });

    await expectShown(image, "New");
    expect(say(await showIn("/"), image.id)).toEqual(bothSay);
  });

  it("whose URLs are revoked is shown by none of them any more", async () => {
    const image = await addShown("Revoked");
    const old = [...(await variantKeys(image.id)).values()];

    const { status } = await program.call(`/images/${image.id}/revoke`, { method: "POST" });

    expect(status).toBe(200);
    const pages = [...(await showIn(`/view/${image.id}`)), ...(await showIn("/"))];
    expect(old.filter((key) => pages.some(({ text }) => text.includes(key)))).toEqual([]);
  });

  it("says what was committed last, however many look while it changes", async () => {
    const image = await addShown("Race 0");
    let isOver = false;
    const lookers = [1, 2, 3, 4].map(async () => {
      while (!isOver) await showIn(`/view/${image.id}`);
    });
    try {
      for (let turn = 1; turn <= 15; turn += 1) {
        await set(`"title" = 'Race ${turn}.'`)(image);
        expect(say(await showIn(`/view/${image.id}`), `Race ${turn}.`)).toEqual(bothSay);
      }
    } finally {
      isOver = true;
      await Promise.all(lookers);
    }
  });
});

describe("A failure", () => {
  it("is not kept: the page is there as soon as the database is again", async () => {
    const image = await addShown("Out of reach");
    await set(`"title" = 'In reach', "alt" = 'In reach'`)(image);

    await whileImagesAreLocked(async () => {
      for (const path of ["/", `/view/${image.id}`]) {
        const pages = await showIn(path);
        expect(pages.map(({ status }) => status)).toEqual([500, 500]);
        expect(say(pages, "database_unavailable")).toEqual(bothSay);
      }
    });

    await expectShown(image, "In reach");
  });
});
