// Pages ask for their own proof: no header, no prefetch and no spelling of an address goes around it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageView } from "@/lib/contracts/image";
import { ApiClient } from "../support/api-client";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person, signInAs } from "../support/people";
import { addImage } from "../support/upload-flow";

let editor: Person;
let image: ImageView;
const SECRET_TITLE = `Hidden harbour ${crypto.randomUUID()}`;

beforeAll(async () => {
  editor = await addPerson("editor");
  ({ image } = await addImage(editor.program, { title: SECRET_TITLE, alt: SECRET_TITLE }));
});
afterAll(expectInvariants);

/** What asks Next for a page's data in place of the page, or once stood for its own requests. */
const DISGUISES: readonly Record<string, string>[] = [
  {},
  { rsc: "1" },
  { rsc: "1", "next-router-prefetch": "1" },
  { rsc: "1", "next-router-segment-prefetch": "/_tree" },
  { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
  { "x-middleware-prefetch": "1", purpose: "prefetch" },
  { "x-nextjs-data": "1" },
  { "next-action": "00000000000000000000000000000000" },
  { authorization: "Bearer %E0%A4%A" },
  { cookie: "next-auth.session-token=a.b.c.d.e" },
];

const suffixes = ["", "?_rsc=abcde", ".rsc", ".txt", "/", "?nxtPid=x", "/_tree.segment.rsc"];

describe("A page of the gallery", () => {
  it.each(DISGUISES)("shows nothing to strangers who send %j", async (headers) => {
    const stranger = new ApiClient();
    for (const page of ["/admin", `/admin/images/${image.id}`, `/view/${image.id}`]) {
      for (const suffix of suffixes) {
        const answer = await stranger.fetch(page + suffix, { headers });
        const text = await answer.text();
        expect([page + suffix, answer.status < 500]).toEqual([page + suffix, true]);
        expect([page + suffix, text.includes(SECRET_TITLE)]).toEqual([page + suffix, false]);
        expect([page + suffix, text.includes("X-Amz-Signature")]).toEqual([page + suffix, false]);
      }
    }
  });

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
