/** What is done with uploads, each with what the model says of it. */
import fc from "fast-check";
import { sha256Of } from "../../support/upload-flow";
import {
  abort,
  type Asked,
  type Content,
  type Listing,
  type Model,
  type ModelImage,
  type ModelUpload,
  refusePiece,
  register,
  type Who,
} from "./model";
import type { Real } from "./real";
import { atNumber, equal, onUpload, step, type Step } from "./step";

const PLAIN: Asked = { listing: "all", poster: null };

const editor = fc.constantFrom<Who>("owner", "neighbour", "admin");
const choice = fc.nat(20);
const content = fc.constantFrom<Content>("good", "good", "other", "film", "bad");
/** How many parts; 0: none, one PUT. */
const shape = fc.constantFrom(0, 0, 0, 1, 1, 2);
const listing = fc.constantFrom<Listing>("one too few", "a wrong one", "none");
const times = fc.integer({ min: 2, max: 4 });

export const uploadSteps: fc.Arbitrary<Step>[] = [
  fc.tuple(editor, shape).map(([who, parts]) =>
    step(`${who} presigns (${parts} parts)`, async (model, real) => {
      await presign(model, real, who, parts);
    }),
  ),
  fc.tuple(editor, shape, fc.constantFrom<Content>("good", "film")).map(([who, parts, one]) =>
    step(`${who} uploads and registers (${one}, ${parts} parts)`, async (model, real) => {
      const upload = await presign(model, real, who, parts);
      await sendAll(one)(model, real, upload);
      await registerBy(null, PLAIN)(model, real, upload);
    }),
  ),
  fc.tuple(choice, content).map(([n, one]) => onUpload(`${one} file sent to ${n}`, n, sendAll(one))),
  fc
    .tuple(choice, content, fc.nat(1))
    .map(([n, one, index]) =>
      onUpload(`piece ${index} of ${n} sent: ${one}`, n, (_model, real, upload) =>
        send(real, upload, index % upload.pieces.length, one),
      ),
    ),
  fc
    .tuple(choice, content)
    .map(([n, one]) =>
      onUpload(`${one} part sent to an earlier URL of ${n}`, n, (_model, real, upload) =>
        sendAgain(real, upload, one),
      ),
    ),
  choice.map((n) => onUpload(`its owner registers ${n}`, n, registerBy(null, PLAIN))),
  fc.tuple(choice, editor).map(([n, who]) => onUpload(`${who} registers ${n}`, n, registerBy(who, PLAIN))),
  fc
    .tuple(choice, listing)
    .map(([n, listed]) =>
      onUpload(
        `its owner registers ${n}, parts listed: ${listed}`,
        n,
        registerBy(null, { ...PLAIN, listing: listed }),
      ),
    ),
  fc
    .tuple(choice, choice)
    .map(([n, m]) =>
      onUpload(`its owner registers ${n} with the poster ${m}`, n, (model, real, upload) =>
        registerBy(null, { ...PLAIN, poster: atNumber(model.uploads, m) ?? null })(model, real, upload),
      ),
    ),
  fc
    .tuple(choice, times)
    .map(([n, count]) => onUpload(`${n} registered ${count} times at once`, n, registerAtOnce(count))),
  fc.tuple(choice, editor).map(([n, who]) => onUpload(`${who} gives up ${n}`, n, giveUp(who))),
  choice.map((n) => onUpload(`${n} expires`, n, (_model, real, upload) => expire(real, upload))),
];

type Run = (model: Model, real: Real, upload: ModelUpload) => Promise<void>;

async function presign(model: Model, real: Real, owner: Who, parts: number): Promise<ModelUpload> {
  const pieces = Array.from({ length: Math.max(1, parts) }, () => null);
  const upload: ModelUpload = { owner, inParts: parts > 0, pieces, state: "issued", image: null };
  await real.uploads.presign(upload);
  model.uploads.push(upload);
  return upload;
}

function sendAll(content: Content): Run {
  return async (_model, real, upload) => {
    for (const index of upload.pieces.keys()) await send(real, upload, index, content);
  };
}

async function send(real: Real, upload: ModelUpload, index: number, content: Content): Promise<void> {
  const refusal = refusePiece(upload);
  equal(await real.uploads.put(upload, index, content), refusal ?? "200", "sending");
  // Under a key that was let go of it changes nothing.
  if (upload.state === "issued") upload.pieces[index] = content;
}

/** With a URL that was signed before the upload was registered, refused or given up. */
async function sendAgain(real: Real, upload: ModelUpload, content: Content): Promise<void> {
  const index = real.uploads.lastPart(upload);
  if (index === null) return;
  const status = await real.uploads.putAgain(upload, content);
  if (upload.state === "issued") {
    equal(status, "200", "sending a part again");
    upload.pieces[index] = content;
  }
  // Once the parts are put together the store knows of no such upload.
  if (upload.state === "registered" || upload.state === "rejected")
    equal(status, "404", "sending a part too late");
}

function registerBy(who: Who | null, asked: Asked): Run {
  return async (model, real, upload) => {
    const expected = register(model, upload, who ?? upload.owner, asked);
    take(real, await real.uploads.register(upload, who ?? upload.owner, asked), expected);
  };
}

function registerAtOnce(times: number): Run {
  return async (model, real, upload) => {
    const expected = register(model, upload, upload.owner, PLAIN);
    const all = Array.from({ length: times }, () => real.uploads.register(upload, upload.owner, PLAIN));
    const final = (await Promise.all(all)).filter((answer) => answer !== "registration_in_progress");
    if (final.length === 0) throw new Error("Nobody was told what became of it.");
    for (const answer of final) take(real, answer, expected);
  };
}

type Answer = Awaited<ReturnType<Real["uploads"]["register"]>>;

function take(real: Real, answer: Answer, expected: ModelImage | string): void {
  if (typeof answer === "string" || typeof expected === "string") {
    const told = typeof answer === "string" ? answer : "an image";
    equal(told, typeof expected === "string" ? expected : "an image", "registering");
    return;
  }
  equal(answer.id, real.images.ids.get(expected) ?? answer.id, "the image's id");
  real.images.ids.set(expected, answer.id);
  equal(answer.sha256, sha256Of(real.files.join(expected.pieces)), "the image's SHA-256");
}

function giveUp(who: Who): Run {
  return async (_model, real, upload) => {
    const expected = abort(upload, who);
    equal(await real.uploads.abort(upload, who), expected, "giving up");
  };
}

async function expire(real: Real, upload: ModelUpload): Promise<void> {
  // The time of one that is over has nothing to say any more.
  if (upload.state === "issued") await real.uploads.expire(upload);
  await real.sweep();
  if (upload.state === "issued") upload.state = "expired";
}
