// The commands that look after bucket and ledger, as a person runs them: what they print, and how they end.
import { removeOwnDatabase } from "../support/own-services";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sweepUploads } from "@/lib/operations/housekeeping/sweep-uploads";
import { ApiClient } from "../support/api-client";
import { hasObject, removeObject, writeObject } from "../support/bucket";
import { sql } from "../support/database";
import { runScript } from "../support/doctor-run";
import { readEnvironment } from "../support/environment";
import { expireUpload, stateOf } from "../support/ledger";
import { addPerson } from "../support/people";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { addImage, presign, put, uniquePng } from "../support/upload-flow";

let app: SecondApp;
let program: ApiClient;

beforeAll(async () => {
  app = await startSecondApp({ INLINE_WORKER: "false" });
  program = new ApiClient(app.origin, (await addPerson("editor")).apiKey);
  await addImage(program);
  // The restore guard's number has to be in the bucket before anything counts as settled.
  await sweepUploads({});
});
afterAll(async () => {
  await app.stop();
  await removeOwnDatabase();
});

const reconcile = (...args: string[]) =>
  runScript("scripts/reconcile/main.ts", args, { LOG_LEVEL: "silent" });

describe("npm run reconcile", () => {
  const stranger = "uploads/left-by-hand.png";

  it("ends with 0 when both agree", async () => {
    await runScript("scripts/uploads/sweep.ts", []);
    expect(await reconcile()).toEqual({ code: 0, output: expect.stringContaining("They agree.") });
  });

  it("reports what nobody knows and ends with 2, and a repair takes only what is old", async () => {
    await writeObject(stranger, Buffer.from("nobody knows me"));
    expect(await reconcile()).toEqual({ code: 2, output: expect.stringContaining(stranger) });
    expect((await reconcile("--repair")).code).toBe(2);
    expect(await hasObject(stranger)).toBe(true);
    await removeObject(stranger);
  });

  it("prints the report for programs", async () => {
    const { output } = await reconcile("--json");
    expect(JSON.parse(output)).toMatchObject({ report: { state: "completed", brake: null } });
  });

  it("says so and ends with 3 while another runs", async () => {
    await sql(`INSERT INTO "ReconcileReport" ("slot", "heartbeatAt") VALUES (1, now())`);
    expect((await reconcile()).code).toBe(3);
    await sql(`DELETE FROM "ReconcileReport" WHERE "slot" = 1`);
  });

  it("that cannot reach the bucket ends with 1", async () => {
    const away = { S3_ENDPOINT: "http://127.0.0.1:1", LOG_LEVEL: "silent" };
    const { code, output } = await runScript("scripts/reconcile/main.ts", [], away);
    expect([code, output]).toEqual([1, expect.stringContaining("did not answer")]);
  });
});

describe("npm run uploads:sweep", () => {
  it("only counts when asked to, and then removes what nobody registered", async () => {
    const upload = await presign(program);
    await put(upload, await uniquePng());
    await expireUpload(upload.uploadId);

    const counted = await runScript("scripts/uploads/sweep.ts", ["--dry-run"]);
    expect(counted.output).toContain("1 uploads that nobody registered in time");
    expect(await stateOf(upload.uploadId)).toBe("issued");

    const swept = await runScript("scripts/uploads/sweep.ts", []);
    expect(swept).toEqual({
      code: 0,
      output: expect.stringMatching(/Expired 1 uploads, removed \d+ objects/),
    });
    expect(await hasObject(upload.key)).toBe(false);
  });
});

describe("npm run variants:rebuild", () => {
  it("asks for those of all images, and leaves them to the worker", async () => {
    await sql(`UPDATE "VariantJob" SET "state" = 'failed', "problem" = 'it died'`);
    const { code, output } = await runScript("scripts/variants/rebuild.ts", ["--failed", "--detach"]);
    expect([code, output]).toEqual([0, expect.stringContaining("1 images get their variants anew.")]);
    expect(await sql(`SELECT "state"::text FROM "VariantJob"`)).toEqual([{ state: "pending" }]);
  });
});

describe("The scheduler's route for comparing", () => {
  const ask = (authorization?: string) =>
    new ApiClient(app.origin).call("/api/cron/reconcile", {
      headers: authorization === undefined ? {} : { authorization },
    });

  it("compares for whoever has the secret, and for nobody else", async () => {
    await sql(`DELETE FROM "ReconcileReport"`);
    expect((await ask()).status).toBe(401);
    expect((await ask("Bearer wrong")).status).toBe(401);
    expect(await sql(`SELECT "id" FROM "ReconcileReport"`)).toEqual([]);

    expect((await ask(`Bearer ${readEnvironment().CRON_SECRET}`)).status).toBe(200);
    expect(await sql(`SELECT "state"::text FROM "ReconcileReport"`)).toEqual([{ state: "completed" }]);
  });
});
