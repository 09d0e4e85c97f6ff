/** One run of whoever is measured, by somebody new and with new files; what came of it is compared before its time counts. */
import assert from "node:assert/strict";
import type { Entrant } from "../harness/turns";
import type { BenchApp, Uploader } from "./bench-app";
import type { BenchTab } from "./bench-tab";
import type { Took } from "./page/contestants";

export type Load = { readonly files: number; readonly sizeBytes: number };
export type Site = { readonly app: BenchApp; readonly tab: BenchTab; readonly load: Load };

/** PUTs that were signed beforehand, and nothing else: each was answered with 200 by a store that checked its bytes. */
export function bare(site: Site): Entrant<Took> {
  return { name: "bare", run: async () => site.tab.putBare(await prepare(site)) };
}

export function ours(site: Site, options = { withChecksums: true }): Entrant<Took> {
  const name = options.withChecksums ? "ours" : "ours without checksums";
  return { name, run: () => verified(site, () => site.tab.uploadOurs(options)) };
}

export function uppy(site: Site): Entrant<Took> {
  return { name: "uppy", run: () => verified(site, () => site.tab.uploadByUppy()) };
}

async function prepare({ app, tab, load }: Site): Promise<Uploader> {
  const uploader = await app.addUploader();
  await tab.signIn(uploader);
  await tab.makeFiles(load.files, load.sizeBytes);
  return uploader;
}

async function verified(site: Site, upload: () => Promise<Took>): Promise<Took> {
  const { files, sizeBytes } = site.load;
  const uploader = await prepare(site);
  const took = await upload();
  assert.deepEqual(await site.app.imagesOf(uploader), { images: files, bytes: files * sizeBytes });
  return took;
}

export const untilStored = ({ storedMs }: Took) => storedMs;
export const untilVerified = ({ doneMs }: Took) => doneMs;
