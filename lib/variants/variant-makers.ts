import "server-only";
import { VariantMaker } from "./variant-maker";

// Routes and the worker are built apart, each with a copy of this module.
declare global {
  var signetVariantMakers: readonly VariantMaker[] | undefined;
  var signetMakesVariants: boolean | undefined;
}

/** Those of this process: two, so that an original which takes long, or hangs, does not hold up the others. */
export function variantMakers(): readonly VariantMaker[] {
  return (globalThis.signetVariantMakers ??= [new VariantMaker(), new VariantMaker()]);
}

/** Said once by the worker of this process: what is uploaded here gets its variants here. */
export function expectOriginals(): void {
  globalThis.signetMakesVariants = true;
}

/** An upload is on its way: a decoder is started meanwhile, where variants are made in this process. */
export function announceOriginal(): void {
  if (globalThis.signetMakesVariants !== true) return;
  const [first] = variantMakers();
  if (!variantMakers().some((maker) => maker.isWarm)) first?.warm();
}
