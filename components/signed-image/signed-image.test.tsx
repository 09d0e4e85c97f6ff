import type { ComponentProps } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { SignedImageSource } from "./contract";
import { SignedImage } from "./signed-image";

const source: SignedImageSource = {
  id: "a",
  url: "/640",
  srcset: "/320 320w, /640 640w",
  expiresAt: "2030-01-01T00:00:00.000Z",
  width: 640,
  height: 480,
  thumbhash: null,
  alt: "Boats",
};

function render(changes: Partial<SignedImageSource>, more: Partial<ComponentProps<typeof SignedImage>> = {}) {
  return renderToStaticMarkup(<SignedImage source={{ ...source, ...changes }} sizes="50vw" {...more} />);
}

it("has its sizes before its sources, so that no browser begins with another width", () => {
  expect(render({})).toMatch(/^<img sizes="50vw" srcSet="\/320 320w, \/640 640w" src="\/640" alt="Boats"/);
});

it("is an ordinary image where there is one size only", () => {
  const html = render({ srcset: "" });
  expect(html).toContain('src="/640"');
  expect(html).not.toMatch(/srcset|sizes/i);
});

it("keeps the place of a picture that has no URL yet", () => {
  const html = render({ url: null, srcset: "" });
  expect(html).not.toContain("src=");
  expect(html).toContain('width="640" height="480"');
});

it("names what its keeper needs, and nothing where the URL does not end", () => {
  expect(render({}, { variant: "w1280" })).toContain(
    'data-signed-image="a" data-signed-until="2030-01-01T00:00:00.000Z" data-signed-variant="w1280"',
  );
  expect(render({ expiresAt: null })).not.toContain("data-");
});

it("stands on its colours, and takes the style and the attributes that it is given", () => {
  // The example of the format's own description.
  const html = render(
    { thumbhash: "1QcSHQRnh493V4dIh4eXh1h4kJUI" },
    { style: { display: "inline-block" }, className: "tile", loading: "eager", fetchPriority: "high" },
  );
  expect(html).toMatch(/style="display:inline-block;background-image:url\(data:image\/bmp;base64,/);
  expect(html).toContain('class="tile"');
  expect(html).toContain('loading="eager"');
  expect(html).toContain('fetchPriority="high"');
});
