/** What is done with images, each with what the model says of it. */
import fc from "fast-check";
import { sha256Of } from "../../support/upload-flow";
import { maySee, type Model, type ModelImage, refuseChange, shownTo, type Who } from "./model";
import type { Real } from "./real";
import { equal, onImage, step, type Step } from "./step";

const editor = fc.constantFrom<Who>("owner", "neighbour", "admin");
const anybody = fc.constantFrom<Who>("anonymous", "viewer", "owner", "neighbour", "admin");
const choice = fc.nat(20);
const visibility = fc.constantFrom("private" as const, "public" as const);

export const imageSteps: fc.Arbitrary<Step>[] = [
  fc.tuple(choice, anybody).map(([n, who]) => onImage(`${who} looks at ${n}`, n, look(who))),
  fc
    .tuple(choice, editor, visibility, fc.string({ maxLength: 5 }))
    .map(([n, who, seenBy, word]) =>
      onImage(
        `${who} makes ${n} ${seenBy}`,
        n,
        describe(who, { visibility: seenBy, title: `t${word.replaceAll("\0", "")}`.trim() }),
      ),
    ),
  fc.tuple(choice, editor).map(([n, who]) => onImage(`${who} revokes ${n}`, n, revoke(who))),
  fc.tuple(choice, editor).map(([n, who]) => onImage(`${who} deletes ${n}`, n, remove(who))),
  fc.constant(step("variants are made", makeVariants)),
  choice.map((n) => onImage(`${n} is published`, n, publish)),
  fc.constant(step("sweeping", (_model, real) => real.sweep())),
  anybody.map((who) => step(`${who} lists`, (model, real) => list(model, real, who))),
];

type Run = (model: Model, real: Real, image: ModelImage) => Promise<void>;

function look(who: Who): Run {
  return async (_model, real, image) => {
    const shown = shownTo(image, who);
    const expected = shown === "original" ? sha256Of(real.files.join(image.pieces)) : shown;
    equal(await real.images.look(image, who), expected, "what is shown");
  };
}

function describe(who: Who, change: Pick<ModelImage, "visibility" | "title">): Run {
  return async (_model, real, image) => {
    const refusal = refuseChange(image, who);
    if (refusal === null) Object.assign(image, change);
    equal(await real.images.describe(image, who, change), refusal ?? "changed", "describing");
  };
}

/** With a stranger who looks before and after. */
function revoke(who: Who): Run {
  return async (model, real, image) => {
    await look("anonymous")(model, real, image);
    const refusal = refuseChange(image, who);
    if (refusal === null) image.hasVariants = false;
    equal(await real.images.revoke(image, who), refusal ?? "revoked", "revoking");
    if (refusal === null) equal(await real.images.countWorkingUrls(image), 0, "URLs after revoking");
    await look("anonymous")(model, real, image);
  };
}

function remove(who: Who): Run {
  return async (_model, real, image) => {
    const refusal = refuseChange(image, who);
    if (refusal === null) image.isDeleted = true;
    equal(await real.images.delete(image, who), refusal ?? "deleted", "deleting");
    if (refusal === null) equal(await real.images.countWorkingUrls(image), 0, "URLs after deleting");
  };
}

/** Until a stranger sees it. */
async function publish(model: Model, real: Real, image: ModelImage): Promise<void> {
  await describe(image.owner, { visibility: "public", title: "published" })(model, real, image);
  await makeVariants(model, real);
  await look("anonymous")(model, real, image);
}

async function makeVariants(model: Model, real: Real): Promise<void> {
  await real.images.makeVariants();
  for (const image of model.images) image.hasVariants = true;
}

async function list(model: Model, real: Real, who: Who): Promise<void> {
  const shown = await real.images.list(who);
  const expected = model.images.filter((image) => maySee(image, who));
  equal(
    JSON.stringify([...shown].sort()),
    JSON.stringify(expected.map((image) => [real.images.ids.get(image), image.title]).sort()),
    "the list",
  );
}
