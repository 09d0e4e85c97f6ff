// Pages ask for their own proof: no header, no prefetch and no spelling of an address goes around it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AskedImage, pages } from "../support/access/access-table";
import { ApiClient } from "../support/api-client";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person, signInAs } from "../support/people";
import { addImage } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";

let editor: Person;
let image: AskedImage;
const SECRET_TITLE = `Hidden harbour ${crypto.randomUUID()}`;

beforeAll(async () => {
  editor = await addPerson("editor");
  const { image: added, upload } = await addImage(editor.program, { title: SECRET_TITLE, alt: SECRET_TITLE });
  const { image: other } = await addImage(editor.program, { visibility: "public" });
  await awaitVariants(editor.program, other.id);
  image = { id: added.id, key: added.key, title: SECRET_TITLE, stagingKey: upload.key, openUploadId: "" };
});
afterAll(expectInvariants);

/** What asks Next for a page's data in place of the page, or once stood for its own requests. */
const DISGUISES: readonly Record<string, string>[] = [
  {},
  { rsc: "1" },
  { rsc: "1", "next-router-prefetch": "1" },
  { rsc: "1", "next-router-segment-prefetch": "/_tree" },
  { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
  { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
  { "x-middleware-subrequest": "src/middleware:src/middleware:src/middleware:src/middleware" },
  { "x-middleware-subrequest": "pages/_middleware" },
  { "x-middleware-rewrite": "/admin", "x-matched-path": "/admin", "x-invoke-path": "/admin" },
  { "x-original-url": "/admin", "x-rewrite-url": "/admin", "x-forwarded-uri": "/admin" },
  { "next-url": "/admin", "x-nextjs-rewritten-path": "/admin" },
  { "x-middleware-prefetch": "1", purpose: "prefetch" },
  { "x-nextjs-data": "1" },
  { "next-action": "00000000000000000000000000000000" },
  { authorization: "Bearer %E0%A4%A" },
  { cookie: "next-auth.session-token=a.b.c.d.e" },
];

/** The same page, as an address may be written. */
const SPELLINGS: readonly ((page: string) => string)[] = [
  (page) => page,
  (page) => `${page}?_rsc=abcde`,
  (page) => `${page}.rsc`,
  (page) => `${page}.txt`,
  (page) => `${page}/`,
  (page) => `${page}?nxtPid=x`,
  (page) => `${page}/_tree.segment.rsc`,
  (page) => `${page}.segments/_tree.segment.rsc`,
  (page) => `/${page}`,
  (page) => `/.${page}`,
  (page) => `/en${page}`,
  (page) => `/_next/data/x${page}.json`,
  (page) => page.replace("/admin", "/%61dmin"),
  (page) => page.replaceAll("/", "%2f").replace("%2f", "/"),
  (page) => page.toUpperCase(),
];

const guarded = pages.filter(({ to }) => !to.private.includes("stranger"));

describe("A page of the gallery", () => {
  it.each(DISGUISES)(
    "shows nothing to strangers who send %j, however they spell its address",
    async (headers) => {
      const stranger = new ApiClient();
      const asked = guarded.flatMap((page) =>
        SPELLINGS.map((spell) => [page, spell(page.address(image))] as const),
      );
      for (const [page, address] of asked) {
        const answer = await stranger.fetch(address, { headers });
        const text = await answer.text();
        expect([address, answer.status < 500]).toEqual([address, true]);
        // What is public is shown with URLs of its own.
        const signature = page.file.startsWith("(public)") ? image.key : "X-Amz-Signature";
        for (const secret of [page.shows(image), SECRET_TITLE, signature])
          expect([address, text.includes(secret)]).toEqual([address, false]);
      }
    },
  );

  it("shows its images to those who have signed in", async () => {
    const browser = await signInAs(editor);
    expect(await (await browser.fetch("/admin")).text()).toContain(SECRET_TITLE);
    expect(await (await browser.fetch(`/admin/images/${image.id}`)).text()).toContain(SECRET_TITLE);
  });
});

describe("Every answer", () => {
  it.each(["/", "/sign-in", "/admin", "/images", "/images/x", "/api/health", "/no/such/page", "/icon.svg"])(
    "at %s forbids sniffing, framing and leaking its address",
    async (path) => {
      const { headers } = await new ApiClient().fetch(path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.has("x-powered-by")).toBe(false);
    },
  );

  it.each([
    "http://127.0.0.1:22/",
    "http://169.254.169.254/latest/meta-data/",
    "/images/x/content",
    "//evil.example/a.png",
    "data:image/svg+xml,<svg/>",
  ])("of Next's own image route to %s is a refusal: it fetches nothing", async (url) => {
    const { status } = await new ApiClient().call(`/_next/image?url=${encodeURIComponent(url)}&w=640&q=75`);
    expect([400, 404]).toContain(status);
  });
});
