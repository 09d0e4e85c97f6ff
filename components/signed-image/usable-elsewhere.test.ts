import { afterAll, beforeAll, expect, it } from "vitest";
import { makeOtherProject, type OtherProject } from "@/tests/support/elsewhere/other-project";
import type { SignedImageSource } from "./contract";

const PATIENCE_MS = 60_000;
/** Gzipped, beside React. */
const MOST_BYTES = 2_000;

let project: OtherProject;
beforeAll(() => {
  project = makeOtherProject();
});
afterAll(() => {
  project.remove();
});

const source: SignedImageSource = {
  id: "a",
  url: "https://store.example/a/640?signature=1",
  srcset: "https://store.example/a/320?signature=1 320w, https://store.example/a/640?signature=1 640w",
  expiresAt: "2030-01-01T00:00:00.000Z",
  width: 640,
  height: 480,
  thumbhash: null,
  alt: "A harbour & boats",
};

it(
  "is accepted by a strict compiler that has React's types and nothing of ours",
  { timeout: PATIENCE_MS },
  async () => {
    expect(await project.typeCheck()).toBe("");
  },
);

it("renders there to plain HTML, without a trace of its keeper", { timeout: PATIENCE_MS }, async () => {
  const attributes = [
    'sizes="(min-width: 40rem) 50vw, 100vw"',
    `srcSet="${source.srcset}"`,
    `src="${String(source.url)}"`,
    'alt="A harbour &amp; boats"',
    'width="640"',
    'height="480"',
    'loading="eager"',
    'decoding="async"',
    'style="display:block"',
    'data-signed-image="a"',
    'data-signed-until="2030-01-01T00:00:00.000Z"',
    'data-signed-variant="w2560"',
  ];
  const html = await project.render([source]);
  // React announces in front of it what is loaded at once.
  expect(html.replace(/^<link rel="preload" as="image"[^>]*>/, "")).toBe(
    `<main><img ${attributes.join(" ")}/></main>`,
  );
});

it("adds little to a page's script", { timeout: PATIENCE_MS }, async () => {
  expect(await project.keeperBytes()).toBeLessThan(MOST_BYTES);
});
