/** What a command is made of: its name, when it may come, and what it does to the model and to the product. */
import type fc from "fast-check";
import type { Model, ModelImage, ModelUpload } from "./model";
import type { Real } from "./real";

export type Step = fc.AsyncCommand<Model, Real>;

export function step(name: string, run: Step["run"], check: Step["check"] = () => true): Step {
  return { check, run, toString: () => name };
}

/** About the upload with this number, whatever there are; left out as long as there is none. */
export function onUpload(
  name: string,
  n: number,
  run: (model: Model, real: Real, upload: ModelUpload) => Promise<void>,
): Step {
  return onOneOf(({ uploads }) => uploads, name, n, run);
}

/** The same of images. */
export function onImage(
  name: string,
  n: number,
  run: (model: Model, real: Real, image: ModelImage) => Promise<void>,
): Step {
  return onOneOf(({ images }) => images, name, n, run);
}

function onOneOf<T>(
  all: (model: Readonly<Model>) => readonly T[],
  name: string,
  n: number,
  run: (model: Model, real: Real, one: T) => Promise<void>,
): Step {
  const find = (model: Readonly<Model>) => atNumber(all(model), n);
  const check = (model: Readonly<Model>) => find(model) !== undefined;
  const runIt: Step["run"] = async (model, real) => {
    const one = find(model);
    if (one !== undefined) await run(model, real, one);
  };
  return step(name, runIt, check);
}

export function atNumber<T>(all: readonly T[], n: number): T | undefined {
  return all[n % Math.max(1, all.length)];
}

export function equal(found: unknown, expected: unknown, what: string): void {
  if (found !== expected)
    throw new Error(`${what}: ${String(found)}, and the model says ${String(expected)}`);
}
