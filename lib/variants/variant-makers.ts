import "server-only";
import { VariantMaker } from "./variant-maker";

// Routes and the worker are built apart, each with a copy of this module.
declare global {
  var signetVariantMakers: readonly VariantMaker[] | undefined;
  var signetExpectsOriginals: boolean | undefined;
}

/** Those of this process: two, so that an original which takes long, or hangs, does not hold up the others. */
export function processVariantMakers(): readonly VariantMaker[] {
  return (globalThis.signetVariantMakers ??= [new VariantMaker(), new VariantMaker()]);
}

/** Those that nobody makes with; first the one whose process runs, since the other would have to start it. */
export function idleOf(makers: readonly VariantMaker[]): VariantMaker[] {
  return makers
    .filter((maker) => !maker.isTaken)
    .toSorted((one, other) => Number(other.isWarm) - Number(one.isWarm));
}

/** Said by the worker of this process: what is uploaded here may get its variants here. */
export function expectOriginals(): void {
  globalThis.signetExpectsOriginals = true;
}

/** A picture is on its way: a decoder is made ready for it, where variants are made in this process. */
export function announceOriginal(): void {
  if (globalThis.signetExpectsOriginals === true) idleOf(processVariantMakers())[0]?.warm();
}
