// Postgres refuses, hangs or resets connections, or loses its answers: every route says so in time, and nothing is
// half-done afterwards.
import "../support/own-services";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { imageResponse, type ImageView } from "@/lib/contracts/image";
import { ApiClient } from "../support/api-client";
import { sql } from "../support/database";
import { readEnvironment } from "../support/environment";
import { type FaultBench, expectRecovery, startFaultBench, timed } from "../support/fault-bench";
import type { Fault } from "../support/fault-proxy";
import { LIMIT_SECONDS } from "../support/patience";
import { addPerson, type Person, signInAs } from "../support/people";
import { addImage, presign, put, register, uniquePng } from "../support/upload-flow";

const file = { filename: "a.png", filetype: "image/png" };

let bench: FaultBench;
let editor: Person;
let program: ApiClient;
let browser: ApiClient;
let image: ImageView;

beforeAll(async () => {
  bench = await startFaultBench();
  editor = await addPerson("editor");
  program = new ApiClient(bench.app.origin, editor.apiKey);
  browser = await signInAs(editor, bench.app.origin);
  ({ image } = await addImage(program));
  await Promise.all(
    ["/", "/admin", "/sign-in", `/admin/images/${image.id}`, `/view/${image.id}`].map((path) =>
      browser.call(path),
    ),
  );
});
afterEach(() => bench.heal());
afterAll(async () => {
  await expectRecovery();
  await bench.stop();
});

const faults: readonly (readonly [name: string, fault: Fault])[] = [
  ["refuses connections", { kind: "refuse" }],
  ["never answers", { kind: "hang" }],
  ["resets connections", { kind: "reset" }],
];

describe.each(faults)("While the database %s", (_name, fault) => {
  it("every route answers 503 in time, and works again afterwards", async () => {
    const upload = await presign(program);
    await put(upload, await uniquePng());
    const nobody = new ApiClient(bench.app.origin);
    const cron = { headers: { authorization: `Bearer ${readEnvironment().CRON_SECRET}` } };
    const { body } = await nobody.call("/api/auth/csrf");
    const signIn = new URLSearchParams({
      csrfToken: String(body["csrfToken"]),
      email: editor.email,
      password: editor.password,
      json: "true",
    });
    await bench.database.set(fault);

    const answers = await Promise.all([
      timed(nobody, "/images"),
      timed(program, "/images"),
      timed(browser, "/images"),
      timed(program, `/images/${image.id}`),
      timed(nobody, `/images/${image.id}/signed-url`),
      timed(program, `/images/signed-url?key=${image.key}`),
      timed(program, `/images/${image.id}/content`),
      timed(nobody, "/images/signed-urls", { json: { ids: [image.id] } }),
      timed(program, "/images/presign-upload", { json: file }),
      timed(browser, "/images/presign-uploads", { json: { files: [file] } }),
      timed(program, "/images", { json: { ...file, key: upload.key } }),
      timed(browser, "/images/registrations", { json: { images: [{ ...file, key: upload.key }] } }),
      timed(program, `/images/${image.id}`, { method: "PATCH", json: { alt: "a" } }),
      timed(browser, `/images/${image.id}`, { method: "DELETE" }),
      timed(nobody, "/api/cron/drain", cron),
      timed(nobody, "/api/auth/callback/credentials", { raw: signIn }),
    ]);
    const slowest = Math.max(...answers.map(({ seconds }) => seconds));
    await bench.heal();
    const afterwards = await Promise.all([
      program.call("/images"),
      browser.call(`/images/${image.id}`),
      register(program, upload.key),
      nobody.call("/api/cron/drain", cron),
    ]);

    expect(answers.map(({ status, code }) => [status, code])).toEqual(
      Array(answers.length).fill([503, "database_unavailable"]),
    );
    expect(answers.filter(({ retryAfter }) => !(Number(retryAfter) > 0))).toEqual([]);
    expect(slowest).toBeLessThan(LIMIT_SECONDS);
    expect(afterwards.map(({ status }) => status)).toEqual([200, 200, 201, 200]);
    expect(await signInAs(editor, bench.app.origin)).toBeInstanceOf(ApiClient);
  });

  it("the health route says which of the two is missing, and no page hangs", async () => {
    await bench.database.set(fault);

    const [health, ...pages] = await Promise.all([
      timed(program, "/api/health"),
      timed(new ApiClient(bench.app.origin), "/"),
      timed(browser, "/admin"),
      timed(browser, `/admin/images/${image.id}`),
      timed(new ApiClient(bench.app.origin), `/view/${image.id}`),
      timed(new ApiClient(bench.app.origin), "/sign-in"),
    ]);

    expect(health.status).toBe(503);
    expect(Math.max(health.seconds, ...pages.map(({ seconds }) => seconds))).toBeLessThan(LIMIT_SECONDS);
    await bench.heal();
    expect((await program.call("/api/health")).body).toMatchObject({
      ok: true,
      database: true,
      storage: true,
    });
    expect((await browser.call("/admin")).status).toBe(200);
  });
});

describe("When the database's answer is lost", () => {
  it("to a registration that was committed, the next try is answered with that very image", async () => {
    const upload = await presign(program);
    await put(upload, await uniquePng());
    await bench.database.set({ kind: "lose-answers", to: 'INSERT INTO "Image"' });

    const lost = await timed(program, "/images", { json: { ...file, key: upload.key } });
    await bench.heal();
    const again = await register(program, upload.key);

    expect(lost).toMatchObject({ status: 503, code: "database_unavailable" });
    expect(lost.seconds).toBeLessThan(LIMIT_SECONDS);
    expect(again.status).toBe(200);
    const rows = await sql(`SELECT "id" FROM "Image" WHERE "uploadId" = $1`, [upload.uploadId]);
    expect(rows).toEqual([{ id: imageResponse.parse(again.body).image.id }]);
    await expectRecovery();
  });

  it("to the claim of an upload, the lease keeps others out for its time and no longer", async () => {
    const upload = await presign(program);
    await put(upload, await uniquePng());
    await bench.database.set({ kind: "lose-answers", to: "WITH claimed AS" });

    const lost = await timed(program, "/images", { json: { ...file, key: upload.key } });
    await bench.heal();

    expect(lost).toMatchObject({ status: 503, code: "database_unavailable" });
    await sql(`UPDATE "Upload" SET "leaseUntil" = now() - interval '1 second' WHERE "id" = $1`, [
      upload.uploadId,
    ]);
    expect((await register(program, upload.key)).status).toBe(201);
  });

  it("to a deletion, the image is gone, with its object, and repeating says so", async () => {
    const { image: doomed } = await addImage(program);
    await bench.database.set({ kind: "lose-answers", to: 'DELETE FROM "Image"' });

    const lost = await timed(program, `/images/${doomed.id}`, { method: "DELETE" });
    await bench.heal();

    expect(lost).toMatchObject({ status: 503, code: "database_unavailable" });
    expect((await program.call(`/images/${doomed.id}`, { method: "DELETE" })).status).toBe(404);
    await expectRecovery();
  });

  it("to a presigned upload, what was written down expires like any other", async () => {
    const before = await sql(`SELECT "id" FROM "Upload" WHERE "ownerId" = $1`, [editor.id]);
    await bench.database.set({ kind: "lose-answers", to: 'INTO "public"."Upload"' });

    const lost = await timed(program, "/images/presign-upload", { json: file });
    await bench.heal();

    expect(lost).toMatchObject({ status: 503, code: "database_unavailable" });
    expect(await sql(`SELECT "id" FROM "Upload" WHERE "ownerId" = $1`, [editor.id])).toEqual(before);
  });
});
