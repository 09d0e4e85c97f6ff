/** The commands, each with what the model says of it. Uploads and images are chosen by a number, whatever there are. */
import fc from "fast-check";
import { sha256Of } from "../../support/upload-flow";
import {
  type Content,
  maySee,
  type Model,
  type ModelImage,
  type ModelUpload,
  refuseChange,
  register,
  type Who,
} from "./model";
import type { Real } from "./real";

type Step = fc.AsyncCommand<Model, Real>;

const EDITORS = ["owner", "neighbour", "admin"] as const satisfies readonly Who[];
const EVERYBODY = ["anonymous", "viewer", ...EDITORS] as const satisfies readonly Who[];

const editor = fc.constantFrom(...EDITORS);
const anybody = fc.constantFrom(...EVERYBODY);
const choice = fc.nat(20);

/** All commands there are, each as likely as it is useful. */
export const steps: fc.Arbitrary<Step>[] = [
  editor.map((who) => step(`${who} presigns`, always, (model, real) => presign(model, real, who))),
  fc
    .tuple(choice, fc.constantFrom<Content>("good", "good", "other", "bad"))
    .map(([n, content]) =>
      onUpload(`${content} file put to ${n}`, n, (_model, real, upload) => put(real, upload, content)),
    ),
  choice.map((n) =>
    onUpload(`its owner registers ${n}`, n, (model, real, upload) =>
      registerOnce(model, real, upload, upload.owner),
    ),
  ),
  fc
    .tuple(choice, editor)
    .map(([n, who]) =>
      onUpload(`${who} registers ${n}`, n, (model, real, upload) => registerOnce(model, real, upload, who)),
    ),
  fc
    .tuple(choice, fc.integer({ min: 2, max: 4 }))
    .map(([n, times]) =>
      onUpload(`${n} registered ${times} times at once`, n, (model, real, upload) =>
        registerAtOnce(model, real, upload, times),
      ),
    ),
  fc
    .tuple(choice, anybody)
    .map(([n, who]) => onImage(`${who} looks at ${n}`, n, (_model, real, image) => look(real, image, who))),
  fc
    .tuple(
      choice,
      editor,
      fc.constantFrom("private" as const, "public" as const),
      fc.string({ maxLength: 5 }),
    )
    .map(([n, who, visibility, word]) =>
      onImage(`${who} makes ${n} ${visibility}`, n, (_model, real, image) =>
        describe(real, image, who, { visibility, title: `t${word.replaceAll("\0", "")}`.trim() }),
      ),
    ),
  fc
    .tuple(choice, editor)
    .map(([n, who]) => onImage(`${who} deletes ${n}`, n, (_model, real, image) => remove(real, image, who))),
  choice.map((n) => onUpload(`${n} expires`, n, (_model, real, upload) => expire(real, upload))),
  fc.constant(step("sweeping", always, (_model, real) => real.sweep())),
  anybody.map((who) => step(`${who} lists`, always, (model, real) => list(model, real, who))),
];

async function presign(model: Model, real: Real, who: Who): Promise<void> {
  const upload: ModelUpload = { owner: who, content: null, state: "issued", image: null };
  real.uploads.set(upload, await real.presign(who));
  model.uploads.push(upload);
}

async function put(real: Real, upload: ModelUpload, content: Content): Promise<void> {
  equal(await real.put(upload, content), 200, "the store's answer");
  // Under a key that was let go of it changes nothing.
  if (upload.state === "issued") upload.content = content;
}

async function registerOnce(model: Model, real: Real, upload: ModelUpload, who: Who): Promise<void> {
  const expected = register(model, upload, who);
  await take(real, await real.register(upload, who), expected);
}

async function registerAtOnce(model: Model, real: Real, upload: ModelUpload, times: number): Promise<void> {
  const expected = register(model, upload, upload.owner);
  const answers = await Promise.all(Array.from({ length: times }, () => real.register(upload, upload.owner)));
  const final = answers.filter((answer) => answer !== "registration_in_progress");
  if (final.length === 0) throw new Error("Nobody was told what became of it.");
  for (const answer of final) await take(real, answer, expected);
}

type Answer = Awaited<ReturnType<Real["register"]>>;

function take(real: Real, answer: Answer, expected: ModelImage | string): Promise<void> {
  if (typeof answer === "string" || typeof expected === "string") {
    equal(
      typeof answer === "string" ? answer : "an image",
      typeof expected === "string" ? expected : "an image",
      "registering",
    );
    return Promise.resolve();
  }
  equal(answer.id, real.ids.get(expected) ?? answer.id, "the image's id");
  real.ids.set(expected, answer.id);
  equal(answer.sha256, sha256Of(real.files[expected.content]), "the image's SHA-256");
  return Promise.resolve();
}

async function look(real: Real, image: ModelImage, who: Who): Promise<void> {
  const expected = maySee(image, who) ? sha256Of(real.files[image.content]) : "image_not_found";
  equal(await real.look(image, who), expected, "what is shown");
}

async function describe(
  real: Real,
  image: ModelImage,
  who: Who,
  change: Pick<ModelImage, "visibility" | "title">,
): Promise<void> {
  const refusal = refuseChange(image, who);
  if (refusal === null) Object.assign(image, change);
  equal(await real.describe(image, who, change), refusal ?? "changed", "describing");
}

async function remove(real: Real, image: ModelImage, who: Who): Promise<void> {
  const refusal = refuseChange(image, who);
  if (refusal === null) image.isDeleted = true;
  equal(await real.delete(image, who), refusal ?? "deleted", "deleting");
}

async function expire(real: Real, upload: ModelUpload): Promise<void> {
  // The time of one that is over has nothing to say any more.
  if (upload.state === "issued") await real.expire(upload);
  await real.sweep();
  if (upload.state === "issued") upload.state = "expired";
}

async function list(model: Model, real: Real, who: Who): Promise<void> {
  const shown = await real.list(who);
  const expected = model.images.filter((image) => maySee(image, who));
  equal(
    JSON.stringify([...shown].sort()),
    JSON.stringify(expected.map((image) => [real.ids.get(image), image.title]).sort()),
    "the list",
  );
}

function equal(found: unknown, expected: unknown, what: string): void {
  if (found !== expected)
    throw new Error(`${what}: ${String(found)}, and the model says ${String(expected)}`);
}

function always(): boolean {
  return true;
}

function step(name: string, check: (model: Readonly<Model>) => boolean, run: Step["run"]): Step {
  return { check, run, toString: () => name };
}

function onUpload(
  name: string,
  n: number,
  run: (model: Model, real: Real, upload: ModelUpload) => Promise<void>,
): Step {
  const find = (model: Readonly<Model>) => model.uploads[n % Math.max(1, model.uploads.length)];
  return step(
    name,
    (model) => find(model) !== undefined,
    async (model, real) => {
      const upload = find(model);
      if (upload !== undefined) await run(model, real, upload);
    },
  );
}

function onImage(
  name: string,
  n: number,
  run: (model: Model, real: Real, image: ModelImage) => Promise<void>,
): Step {
  const find = (model: Readonly<Model>) => model.images[n % Math.max(1, model.images.length)];
  return step(
    name,
    (model) => find(model) !== undefined,
    async (model, real) => {
      const image = find(model);
      if (image !== undefined) await run(model, real, image);
    },
  );
}
