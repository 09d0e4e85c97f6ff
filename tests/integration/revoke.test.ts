// One action makes every URL stop working that was handed out for an image, whatever fails on the way.
import "../support/own-services";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { revocationResponse } from "@/lib/contracts/revocation";
import { findImage } from "@/lib/db/images/images";
import { ApiClient } from "../support/api-client";
import { historyOf, recordOf } from "../support/audit";
import { hasObject, readObject } from "../support/bucket";
import { sql } from "../support/database";
import { expectRecovery, type FaultBench, startFaultBench, timed } from "../support/fault-bench";
import type { Fault } from "../support/fault-proxy";
import { expectInvariants } from "../support/invariants";
import { LIMIT_SECONDS, PATIENCE_MS, untilSettled } from "../support/patience";
import { addPerson, type Person } from "../support/people";
import { expectKept, pending } from "../support/revocations";
import { addImage, sha256Of } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";

let bench: FaultBench;
let editor: Person;
let program: ApiClient;
let admin: ApiClient;

beforeAll(async () => {
  bench = await startFaultBench();
  editor = await addPerson("editor");
  program = new ApiClient(bench.app.origin, editor.apiKey);
  admin = new ApiClient(bench.app.origin, (await addPerson("admin")).apiKey);
});
afterEach(() => bench.heal());
afterAll(async () => {
  await expectRecovery();
  await bench.stop();
});

async function revoke(client: ApiClient, id: string) {
  const { status, body } = await client.call(`/images/${id}/revoke`, { method: "POST" });
  return { status, ...revocationResponse.parse(body) };
}

async function signedUrl(client: ApiClient, id: string, query = ""): Promise<string> {
  return String((await client.call(`/images/${id}/signed-url${query}`)).body["url"]);
}

const statusOf = async (url: string) => (await fetch(url)).status;

describe("Revoking", () => {
  it("ends every URL at once, and gives the same picture a new one", async () => {
    const revokeOne = async () => {
      const added = await addImage(program, { visibility: "public" });
      const { id } = added.image;
      await awaitVariants(program, id);
      const urls = await Promise.all([
        signedUrl(program, id),
        signedUrl(program, id, "?disposition=attachment"),
        signedUrl(new ApiClient(bench.app.origin), id),
      ]);
      expect(await Promise.all(urls.map(statusOf))).toEqual([200, 200, 200]);
      return { ...added, urls, revoked: await revoke(program, id) };
    };

    // A busy machine may leave one to the job.
    const { image, upload, bytes, urls, revoked } = await untilSettled(
      revokeOne,
      (one) => one.revoked.state === "done",
    );

    expect(revoked).toMatchObject({ status: 200, state: "done", oldObjectsGone: true });
    expect(Date.parse(revoked.lastUrlUntil ?? "")).toBeGreaterThan(Date.now());
    expect(await Promise.all(urls.map(statusOf))).toEqual([404, 404, 404]);
    const { id, sha256, size, filename, visibility, createdAt } = image;
    expect(revoked.image).toMatchObject({ id, sha256, size, filename, visibility, createdAt });
    expect(revoked.image.key).not.toBe(image.key);
    const shown = await fetch(await signedUrl(program, image.id));
    expect(Buffer.from(await shown.arrayBuffer()).equals(bytes)).toBe(true);
    expect(shown.headers.get("content-type")).toBe("image/png");
    expect((await program.call(`/images/signed-url?key=${image.key}`)).status).toBe(404);
    expect((await program.call(`/images/signed-url?key=${upload.key}`)).status).toBe(200);
    await expectInvariants();
  });

  it("says that no URL had been handed out when none was, and stands in the record", async () => {
    const { image } = await addImage(program);
    expect((await revoke(admin, image.id)).lastUrlUntil).toBeNull();

    await signedUrl(program, image.id);
    const { lastUrlUntil } = await revoke(program, image.id);

    const [latest] = await historyOf(program, image.id);
    expect(latest).toMatchObject({
      action: "image_revoked",
      actor: { kind: "program", id: editor.id },
      details: { reason: "asked", lastUrlUntil },
    });
  });

  it("is for those who may change the image", async () => {
    const { image } = await addImage(program, { visibility: "public" });
    const [viewer, other] = await Promise.all([addPerson("viewer"), addPerson("editor")]);
    for (const [client, status] of [
      [new ApiClient(bench.app.origin), 401],
      [new ApiClient(bench.app.origin, viewer.apiKey), 403],
      [new ApiClient(bench.app.origin, other.apiKey), 403],
    ] as const)
      expect((await client.call(`/images/${image.id}/revoke`, { method: "POST" })).status).toBe(status);
    const missing = await program.call(`/images/${crypto.randomUUID()}/revoke`, { method: "POST" });
    expect(missing).toMatchObject({ status: 404, body: { code: "image_not_found" } });
    expect((await program.call(`/images/${image.id}`)).body["image"]).toMatchObject({ key: image.key });
  });

  it("eight times at once, and against deletions, leaves one object or none", async () => {
    const { image } = await addImage(program);
    const url = await signedUrl(program, image.id);
    const all = await Promise.all(Array.from({ length: 8 }, () => revoke(program, image.id)));
    expect(all.filter(({ status }) => status !== 200 && status !== 202)).toEqual([]);
    await expectKept(image.id);
    expect(await statusOf(url)).toBe(404);
    await expectInvariants();

    const doomed = await Promise.all(Array.from({ length: 4 }, () => addImage(program)));
    const statuses = await Promise.all(
      doomed.flatMap(({ image: { id } }) => [
        program.call(`/images/${id}/revoke`, { method: "POST" }).then(({ status }) => status),
        program.call(`/images/${id}`, { method: "DELETE" }).then(({ status }) => status),
      ]),
    );
    expect(statuses.filter((status) => ![200, 202, 204, 404].includes(status))).toEqual([]);
    await expectInvariants();
  });
});

const faults: readonly (readonly [name: string, fault: Fault])[] = [
  ["refuses connections", { kind: "refuse" }],
  ["never answers", { kind: "hang" }],
  ["loses the answer of a copy", { kind: "lose-answers", to: "x-amz-copy-source" }],
];

describe.each(faults)("While the store %s", (_name, fault) => {
  it("a revocation is promised in time, and kept when the store is back", async () => {
    const { image, bytes } = await addImage(program);
    const url = await signedUrl(program, image.id);
    await bench.store.set(fault);

    const answer = await timed(program, `/images/${image.id}/revoke`, { method: "POST" });
    expect(answer.status).toBe(202);
    expect(answer.seconds).toBeLessThan(LIMIT_SECONDS);
    expect(await statusOf(url)).toBe(200);
    await bench.heal();
    await expectKept(image.id);
    const kept = await findImage(image.id);
    expect(sha256Of(await readObject(kept?.key ?? ""))).toBe(sha256Of(bytes));
    await expectRecovery();
    expect(await statusOf(url)).toBe(404);
  });
});

describe("An image made private", () => {
  it("is private at once, and the URLs that anybody had end soon after", async () => {
    const { image } = await addImage(program, { visibility: "public" });
    await awaitVariants(program, image.id);
    const url = await signedUrl(new ApiClient(bench.app.origin), image.id);
    const change = { method: "PATCH", json: { visibility: "private" } };

    expect((await program.call(`/images/${image.id}`, change)).status).toBe(200);

    await vi.waitFor(async () => expect(await statusOf(url)).toBe(404), {
      timeout: PATIENCE_MS,
      interval: 100,
    });
    const revoked = (await recordOf(image.id)).find(({ action }) => action === "image_revoked");
    expect(revoked).toMatchObject({ actorId: editor.id, details: { reason: "made_private" } });
  });

  it("while the store is away stays private, and its URLs end when the store is back", async () => {
    const { image } = await addImage(program, { visibility: "public" });
    await awaitVariants(program, image.id);
    const url = await signedUrl(new ApiClient(bench.app.origin), image.id);
    await bench.store.set({ kind: "refuse" });

    const answer = await timed(program, `/images/${image.id}`, {
      method: "PATCH",
      json: { visibility: "private" },
    });
    expect(answer).toMatchObject({ status: 200 });
    expect((await new ApiClient(bench.app.origin).call(`/images/${image.id}`)).status).toBe(404);
    expect(await pending(image.id)).toHaveLength(1);
    await bench.heal();
    await expectKept(image.id);
    await expectRecovery();
    expect(await statusOf(url)).toBe(404);
  });

  it("by a line of SQL is treated alike, and nothing else than that asks for it", async () => {
    const { image } = await addImage(program);
    await sql(`UPDATE "Image" SET "visibility" = 'public' WHERE "id" = $1`, [image.id]);
    expect(await pending(image.id)).toEqual([]);
    const url = await signedUrl(program, image.id);
    await sql(`UPDATE "Image" SET "visibility" = 'private' WHERE "id" = $1`, [image.id]);
    await expectKept(image.id);
    await expectInvariants();
    expect(await statusOf(url)).toBe(404);
  });
});

it("A deleted image is gone from the bucket when its deletion is answered", async () => {
  const { image } = await addImage(program);
  expect((await program.call(`/images/${image.id}`, { method: "DELETE" })).status).toBe(204);
  expect(await hasObject(image.key)).toBe(false);
});
