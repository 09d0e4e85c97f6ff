// Every error that docs/api.md promises, made to happen once: its status, its form and when to try again.
// The 503s are in the files about faults and overload, `body_too_slow` with the bodies.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ERRORS, type ErrorCode } from "@/lib/errors";
import { type Answer, ApiClient } from "../support/api-client";
import { sql } from "../support/database";
import { drain } from "../support/drain";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person, signInAs } from "../support/people";
import { startSecondApp } from "../support/second-app";
import { addImage, declare, presign, put, register, uniquePng } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";

let editor: Person;
let viewer: Person;

beforeAll(async () => {
  [editor, viewer] = await Promise.all([addPerson("editor"), addPerson("viewer")]);
});
afterAll(expectInvariants);

type Elsewhere =
  | "overloaded"
  | "storage_unavailable"
  | "database_unavailable"
  | "internal_error"
  | "quota_exceeded"
  | "body_too_slow";

const MISSING_ID = "00000000-0000-4000-8000-000000000000";
const MEBIBYTE = 1024 * 1024;

const file = { filename: "a.png", filetype: "image/png" };

const provocations: Record<Exclude<ErrorCode, Elsewhere>, () => Promise<Answer>> = {
  invalid_request: () => editor.program.call("/images/presign-upload", { json: { filename: "a.png" } }),
  not_signed_in: () => new ApiClient().call("/images/presign-upload", { json: file }),
  not_allowed: () => viewer.program.call("/images/presign-upload", { json: file }),
  cross_site_request: async () =>
    (await signInAs(editor)).call("/images/presign-upload", {
      json: file,
      headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    }),
  not_found: () => new ApiClient().call("/api/cron/no-such-task"),
  image_not_found: () => editor.program.call(`/images/${MISSING_ID}`),
  variant_not_found: async () => shownTo(editor, await imageInState("none")),
  variant_not_ready: async () => shownTo(editor, await imageInState("pending")),
  upload_not_found: () => register(editor.program, `uploads/${MISSING_ID}`),
  object_missing: async () => register(editor.program, (await presign(editor.program)).key),
  registration_in_progress: () => registerWhileLeased(),
  duplicate_image: async () => {
    const { bytes } = await addImage(editor.program);
    return presignAgain(bytes);
  },
  upload_expired: async () => {
    const { key } = await presign(editor.program);
    await sql(`UPDATE "Upload" SET "expiresAt" = now() - interval '1 second' WHERE "stagingKey" = $1`, [key]);
    await drain();
    return register(editor.program, key);
  },
  revision_conflict: async () => {
    const { image } = await addImage(editor.program);
    const change = { method: "PATCH", json: { title: "Sea" }, headers: { "if-match": '"1"' } };
    await editor.program.call(`/images/${image.id}`, change);
    return editor.program.call(`/images/${image.id}`, change);
  },
  file_too_large: () =>
    editor.program.call("/images/presign-upload", { json: { ...file, size: 101 * MEBIBYTE } }),
  body_too_large: () =>
    editor.program.call("/images/presign-upload", { json: { ...file, filename: "a".repeat(MEBIBYTE) } }),
  unsupported_media_type: () =>
    editor.program.call("/images/presign-upload", { json: { ...file, filetype: "image/svg+xml" } }),
  json_required: () =>
    editor.program.call("/images/presign-upload", { raw: "a=b", headers: { "content-type": "text/plain" } }),
  content_mismatch: () => registerAfterPut({ sha256: declare(new Uint8Array()).sha256 }),
  unsupported_content: async () => {
    const upload = await presign(editor.program);
    await put(upload, Buffer.from("<svg/>"));
    return register(editor.program, upload.key);
  },
  poster_refused: async () => {
    const upload = await presign(editor.program);
    await put(upload, await uniquePng());
    return register(editor.program, upload.key, { poster: "uploads/none" });
  },
  too_many_requests: async () => {
    const eager = await addPerson("editor");
    await exhaust(eager, "write");
    return eager.program.call(`/images/${MISSING_ID}`, { method: "DELETE" });
  },
};

const RETRIED_LATER: readonly string[] = [
  "variant_not_ready",
  "object_missing",
  "registration_in_progress",
  "too_many_requests",
];

/** An image without variants, whose job has come so far and does not go on. */
async function imageInState(state: "none" | "pending"): Promise<string> {
  const { image } = await addImage(editor.program);
  await awaitVariants(editor.program, image.id);
  await sql(`DELETE FROM "Variant" WHERE "imageId" = $1`, [image.id]);
  const job = `UPDATE "VariantJob" SET "state" = $2::"VariantState", "dueAt" = now() + interval '1 hour' WHERE "imageId" = $1`;
  await sql(job, [image.id, state]);
  return image.id;
}

function shownTo(person: Person, id: string): Promise<Answer> {
  return person.program.call(`/images/${id}/signed-url?variant=w640`);
}

/** As if another process held the upload's lease. */
async function registerWhileLeased(): Promise<Answer> {
  const upload = await presign(editor.program);
  await put(upload, await uniquePng());
  const setLease = `UPDATE "Upload" SET "state" = $2::"UploadState", "leaseUntil" = $3 WHERE "stagingKey" = $1`;
  await sql(setLease, [upload.key, "registering", new Date(Date.now() + 60_000)]);
  const answer = await register(editor.program, upload.key);
  await sql(setLease, [upload.key, "issued", null]);
  return answer;
}

function presignAgain(bytes: Uint8Array): Promise<Answer> {
  const json = { ...file, ...declare(bytes), onDuplicate: "report" };
  return editor.program.call("/images/presign-upload", { json });
}

/** The store would refuse these bytes; so the ledger learns only afterwards what had been declared. */
async function registerAfterPut(declared: { sha256: string }): Promise<Answer> {
  const upload = await presign(editor.program);
  await put(upload, await uniquePng());
  await sql(`UPDATE "Upload" SET "sha256" = $2 WHERE "stagingKey" = $1`, [upload.key, declared.sha256]);
  return register(editor.program, upload.key);
}

/** As if the person had used up this minute's share in another process. */
async function exhaust({ id }: Person, limit: string): Promise<void> {
  await sql(`INSERT INTO "RateLimit" ("key", "points", "expire") VALUES ($1, 1000000, $2)`, [
    `${limit}:${id}`,
    Date.now() + 60_000,
  ]);
}

describe("The error", () => {
  it.each(Object.entries(provocations))("%s is a problem document with its status", async (code, provoke) => {
    const { status, headers, body } = await provoke();

    const expected = Object.entries(ERRORS).find(([name]) => name === code)?.[1];
    expect({ status, code: body["code"] }).toEqual({ status: expected?.status, code });
    expect(body).toMatchObject({ title: expected?.title, status });
    expect(body["requestId"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(headers.get("cache-control")).toBe("no-store");
    const retryAfter = headers.get("retry-after");
    if (RETRIED_LATER.includes(code)) expect(Number(retryAfter)).toBeGreaterThan(0);
    else expect(retryAfter).toBeNull();
  });

  it("invalid_request says of each field what is wrong with it", async () => {
    const json = { filename: "", filetype: 7, size: -1, sha256: "short", role: "admin" };
    const { body } = await editor.program.call("/images/presign-upload", { json });

    const issues = JSON.stringify(body["issues"]);
    for (const name of ["filename", "filetype", "size", "sha256", "role"]) expect(issues).toContain(name);
    expect(issues).toContain("base64 of 32 bytes");
  });

  it("duplicate_image names the image that is there, and only a declared checksum finds it", async () => {
    const { image, bytes } = await addImage(editor.program);

    expect((await presignAgain(bytes)).body["imageId"]).toBe(image.id);
    expect((await presign(editor.program, declare(bytes))).key).not.toBe("");
    const unknown = { ...file, size: bytes.byteLength, onDuplicate: "report" };
    expect((await editor.program.call("/images/presign-upload", { json: unknown })).status).toBe(200);
  });

  it("not_signed_in tells how to sign in", async () => {
    const { headers } = await new ApiClient().call("/images/presign-upload", { json: file });
    expect(headers.get("www-authenticate")).toBe("Bearer");
  });

  it("too_many_requests comes after twenty wrong passwords for one address, and not for another", async () => {
    const [victim, other] = await Promise.all([addPerson("viewer"), addPerson("viewer")]);
    const guesser = new ApiClient();
    const { body } = await guesser.call("/api/auth/csrf");
    const guess = ({ email }: Person, password: string) => {
      const form = { csrfToken: String(body["csrfToken"]), email, password, json: "true" };
      return guesser.call("/api/auth/callback/credentials", { raw: new URLSearchParams(form) });
    };

    const statuses = [];
    for (let tries = 0; tries < 20; tries += 1) {
      statuses.push((await guess(victim, `guess ${tries}`)).status);
      // However long the guesses take on a busy machine, they are of one minute.
      await sql(`UPDATE "RateLimit" SET "expire" = $2 WHERE "key" = $1`, [
        `signIn:${victim.email}`,
        Date.now() + 60_000,
      ]);
    }
    const right = await guess(victim, victim.password);
    const shouted = await guess({ ...victim, email: victim.email.toUpperCase() }, victim.password);

    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(right).toMatchObject({ status: 429, body: { code: "too_many_requests" } });
    expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(shouted.status).toBe(429);
    expect((await guess(other, other.password)).status).toBe(200);
  });

  it("quota_exceeded comes with its status where the operator has set a quota", async () => {
    const app = await startSecondApp({ QUOTA_BYTES_PER_USER: "1000" });
    try {
      const program = new ApiClient(app.origin, (await addPerson("editor")).apiKey);
      const presignOf = (size: number) => program.call("/images/presign-upload", { json: { ...file, size } });

      expect((await presignOf(600)).status).toBe(200);
      expect(await presignOf(600)).toMatchObject({
        status: 507,
        body: { code: "quota_exceeded", status: 507 },
      });
      const files = [
        { ...file, size: 600 },
        { ...file, size: 400 },
      ];
      const { body } = await program.call("/images/presign-uploads", { json: { files } });
      expect(body["uploads"]).toMatchObject([{ code: "quota_exceeded", status: 507 }, { method: "PUT" }]);
    } finally {
      await app.stop();
    }
  });

  it("internal_error says nothing of what went wrong but the request's id", async () => {
    const { image } = await addImage(editor.program);
    const title = "A title that the database refuses";
    // Something that nobody foresaw: a constraint that the code does not know.
    await sql(`ALTER TABLE "Image" ADD CONSTRAINT "secret_rule" CHECK ("title" <> '${title}') NOT VALID`);
    try {
      const answer = await editor.program.call(`/images/${image.id}`, { method: "PATCH", json: { title } });

      expect(answer.status).toBe(500);
      expect(Object.keys(answer.body).sort()).toEqual(["code", "requestId", "status", "title", "type"]);
      expect(answer.body["code"]).toBe("internal_error");
      expect(answer.headers.get("x-request-id")).toBe(answer.body["requestId"]);
    } finally {
      await sql(`ALTER TABLE "Image" DROP CONSTRAINT "secret_rule"`);
    }
  });
});
