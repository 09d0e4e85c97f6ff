/** What clients do while a process ends at a failpoint; each scenario ends with what a client would find right. */
import type { Failpoint } from "@/lib/failpoint";
import { sampleMp4 } from "../../support/sample-files";
import { bytesOf } from "../../support/sample-images";
import { sql } from "../../support/database";
import { expireUpload } from "../../support/ledger";
import { uniquePng } from "../../support/upload-flow";
import type { Chance } from "../random";
import type { CrashingClient } from "./crashing-client";
import { type ServiceProcesses, KILLED } from "../service/service-processes";

export type Round = {
  readonly service: ServiceProcesses;
  readonly client: CrashingClient;
  readonly chance: Chance;
  readonly failpoint: Failpoint;
};

type Scenario = (round: Round) => Promise<void>;

const presign: Scenario = async ({ client, chance, failpoint }) => {
  const files = await Promise.all(Array.from({ length: chance.between(1, 3) }, uniquePng));
  const uploads = await client.presign(files, failpoint);
  const sent = chance.happens(0.7) ? uploads : [];
  await Promise.all(sent.map((upload, index) => client.put(upload, files[index] ?? new Uint8Array())));
  if (chance.happens(0.5)) await client.register(sent);
};

const register: Scenario = async ({ client, chance, failpoint }) => {
  const uploads = await client.upload(chance.between(1, 3));
  const hit = failpoint === "register.before-response" ? 1 : chance.between(1, uploads.length);
  const first = await client.tryRegister(uploads, `${failpoint}:${hit}`);
  // Some clients never come back: what was begun for them is the sweep's.
  if (first === KILLED && chance.happens(0.15)) return;
  const images = await client.register(uploads);
  expectSame(await client.register(uploads), images, "Registering again gave other images");
  for (const image of images) if (!(await client.look(image))) throw new Error(`${image} cannot be seen.`);
};

const refuse: Scenario = async ({ client, chance, failpoint }) => {
  const page = bytesOf("<!doctype html><script>alert(1)</script>", "x".repeat(chance.between(1, 500)));
  const uploads = await client.presign([page]);
  for (const upload of uploads) await client.put(upload, page);
  await client.tryRegister(uploads, failpoint);
  expectSame(await client.register(uploads), ["unsupported_content"], "A page was not refused");
};

const registerWithPoster: Scenario = async ({ client, failpoint }) => {
  const film = sampleMp4();
  const picture = await uniquePng();
  const [video, poster] = await client.presign([film, picture]);
  if (video === undefined || poster === undefined) throw new Error("Two uploads were presigned.");
  await Promise.all([client.put(video, film), client.put(poster, picture)]);
  await client.tryRegister([video], failpoint, { poster: poster.key });
  const [image = ""] = await client.register([video], poster.key);
  if (!(await client.look(image))) throw new Error(`${image} cannot be seen.`);
};

/** The store fails when it is asked to copy, and is well at the next try. */
const release: Scenario = async ({ client, chance, failpoint }) => {
  const uploads = await client.upload(chance.between(1, 2));
  await client.tryRegister(uploads, failpoint, { failing: true });
  await client.register(uploads);
};

const begin: Scenario = async ({ client, chance, failpoint }) => {
  const file = await uniquePng();
  const upload = await client.begin(file.byteLength, failpoint);
  if (chance.happens(0.7)) await client.sendPart(upload, file);
  if (chance.happens(0.3)) await client.abort(upload);
};

const complete: Scenario = async ({ client, failpoint }) => {
  const file = await uniquePng();
  const upload = await client.begin(file.byteLength);
  const parts = await client.sendPart(upload, file);
  const image = await client.complete(upload, parts, { failpoint });
  expectSame([await client.complete(upload, parts)], [image], "Completing again gave another image");
  if (!(await client.look(image))) throw new Error(`${image} cannot be seen.`);
};

/** A job finishes what is too much for a request; both may end in the middle. */
const finish: Scenario = async ({ client, failpoint }) => {
  const file = await uniquePng();
  const upload = await client.begin(file.byteLength);
  const parts = await client.sendPart(upload, file);
  const inJob = failpoint === "multipart.after-slice";
  const told = await client.complete(upload, parts, { large: true, ...(inJob ? {} : { failpoint }) });
  expectSame([told], ["registration_in_progress"], "What is large was not handed over");
  await client.finish(upload, inJob ? failpoint : "");
  const image = await client.complete(upload, parts);
  if (!(await client.look(image))) throw new Error(`${image} cannot be seen.`);
};

const abort: Scenario = async ({ client, chance, failpoint }) => {
  const file = await uniquePng();
  const upload = await client.begin(file.byteLength);
  if (chance.happens(0.7)) await client.sendPart(upload, file);
  await client.abort(upload, failpoint);
};

const removeParts: Scenario = async ({ service, client, failpoint }) => {
  const file = await uniquePng();
  const upload = await client.begin(file.byteLength);
  await client.sendPart(upload, file);
  await client.abort(upload);
  await service.ask({ kind: "remove" }, failpoint);
};

const remove: Scenario = async ({ service, client, chance, failpoint }) => {
  const [image = ""] = await client.register(await client.upload(1));
  await client.delete(image);
  if (chance.happens(0.7)) await settleDeadKeys();
  const hit = failpoint === "remove.after-object" && chance.happens(0.3) ? 2 : 1;
  await service.ask({ kind: "remove" }, `${failpoint}:${hit}`);
};

const revoke: Scenario = async ({ client, failpoint }) => {
  const uploads = await client.upload(1);
  const images = await client.register(uploads);
  const [image = ""] = images;
  await client.revoke(image, failpoint);
  if (!(await client.look(image))) throw new Error(`${image} cannot be seen after its URLs were revoked.`);
  expectSame(await client.register(uploads), images, "Registering again gave other images");
};

const deleteOne: Scenario = async ({ client, chance, failpoint }) => {
  const uploads = await client.upload(1);
  const [image = ""] = await client.register(uploads);
  await client.delete(image, failpoint);
  if (await client.look(image)) throw new Error(`${image} can be seen after its deletion.`);
  if (chance.happens(0.5))
    expectSame(await client.register(uploads), ["upload_not_found"], "A deleted image came back");
};

const sweep: Scenario = async ({ service, client, chance, failpoint }) => {
  const [late, early] = await client.upload(2);
  if (late !== undefined) await expireUpload(late.uploadId);
  await service.ask({ kind: "sweep" }, failpoint);
  if (chance.happens(0.5)) await service.do({ kind: "sweep" });
  // What is in time is nobody's to take away.
  if (early !== undefined) await client.register([early]);
};

/** As if nothing could write them any more: what is removed now is removed for the last time, and forgotten. */
function settleDeadKeys(): Promise<unknown[]> {
  return sql(
    `UPDATE "StoredObject" SET "writableUntil" = now() - interval '1 second' WHERE "state" = 'dead'`,
  );
}

function expectSame(found: readonly string[], wanted: readonly string[], otherwise: string): void {
  if (found.join() !== wanted.join()) throw new Error(`${otherwise}: ${found.join()}, not ${wanted.join()}`);
}

/** A failpoint that is missing here is told as never reached. */
const SCENARIOS: Readonly<Partial<Record<Failpoint, Scenario>>> = {
  "presign.before-insert": presign,
  "presign.before-commit": presign,
  "presign.after-commit": presign,
  "presign.before-response": presign,
  "multipart.after-begin": begin,
  "multipart.after-record": begin,
  "multipart.after-complete": complete,
  "multipart.after-hand-over": finish,
  "multipart.after-slice": finish,
  "multipart.before-abandon": abort,
  "multipart.after-abandon": abort,
  "register.before-claim": register,
  "register.after-claim": register,
  "register.after-copy": register,
  "register.after-announce-poster": registerWithPoster,
  "register.after-copy-poster": registerWithPoster,
  "register.after-verify": register,
  "register.after-commit": register,
  "register.before-response": register,
  "register.before-reject": refuse,
  "register.after-reject": refuse,
  "register.before-release": release,
  "register.after-release": release,
  "revoke.before-intent": revoke,
  "revoke.after-intent": revoke,
  "revoke.after-copy": revoke,
  "revoke.after-verify": revoke,
  "revoke.after-commit": revoke,
  "revoke.before-response": revoke,
  "delete.before-commit": deleteOne,
  "delete.after-commit": deleteOne,
  "delete.before-response": deleteOne,
  "sweep.before-stalled": sweep,
  "sweep.after-stalled": sweep,
  "sweep.after-overtaken": sweep,
  "sweep.after-expired": sweep,
  "remove.after-claim": remove,
  "remove.after-object": remove,
  "remove.after-parts": removeParts,
  "remove.before-record": remove,
  "remove.after-record": remove,
};

export function playRound(round: Round): Promise<void> {
  return SCENARIOS[round.failpoint]?.(round) ?? Promise.resolve();
}
