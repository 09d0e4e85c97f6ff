// The stable address in the hands of caches: how long its answer may be kept, for whom, and in which form.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageView } from "@/lib/contracts/image";
import { ApiClient } from "../support/api-client";
import { expectInvariants } from "../support/invariants";
import { importOption } from "../support/moving-clock";
import { addPerson, type Person } from "../support/people";
import { samplePicture } from "../support/sample-images";
import { startSecondApp } from "../support/second-app";
import { endOf } from "../support/signed-urls";
import { addImage } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";

const MINUTE_MS = 60_000;
const nobody = new ApiClient();
let editor: Person;
let photo: ImageView;

beforeAll(async () => {
  editor = await addPerson("editor");
  const bytes = await samplePicture({ widthPx: 700, heightPx: 500 }).blur(2).jpeg().toBuffer();
  const { image } = await addImage(editor.program, { visibility: "public", filename: "quay.jpg" }, bytes);
  photo = await awaitVariants(editor.program, image.id);
});
afterAll(expectInvariants);

function ask(client: ApiClient, query = "", accept = "*/*", method = "GET"): Promise<Response> {
  return client.fetch(`/images/${photo.id}/content${query}`, { method, headers: { accept } });
}

/** How long a redirect may be kept, and how long the URL that it leads to works, both in seconds from now on. */
function livesOf(redirect: Response): { keptSeconds: number; leftSeconds: number } {
  const [, seconds] = /^private, max-age=(\d+)$/.exec(redirect.headers.get("cache-control") ?? "") ?? [];
  const url = redirect.headers.get("location") ?? "";
  return { keptSeconds: Number(seconds), leftSeconds: (endOf(url).getTime() - Date.now()) / 1000 };
}

describe.each([
  ["30", 0],
  ["60", 0],
  ["604800", 0],
  ["300", -14],
  ["300", 14],
] as const)("With URLs that live %s s and a clock that is %i minutes ahead", (life, aheadMinutes) => {
  it("the answer may be kept, and leads to a URL that outlives it by a fifth or a minute", async () => {
    const app = await startSecondApp({
      SIGNED_URL_TTL_SECONDS: life,
      INLINE_WORKER: "false",
      NODE_OPTIONS: importOption("tests/support/shifted-clock.mjs"),
      CLOCK_SHIFT_MS: String(aheadMinutes * MINUTE_MS),
    });
    try {
      for (const client of [new ApiClient(app.origin), editor.program.at(app.origin)])
        for (const query of ["", "?variant=w320"]) {
          const redirect = await ask(client, query);
          const { keptSeconds, leftSeconds } = livesOf(redirect);

          // An answer takes its time, and a clock that is learned from the store has whole seconds.
          const promised = Math.min(60, leftSeconds / 5) - 2;
          expect(redirect.status).toBe(302);
          expect(leftSeconds).toBeGreaterThan(Number(life) / 2 - 2);
          expect(keptSeconds).toBeGreaterThan(leftSeconds / 2);
          expect(leftSeconds - keptSeconds).toBeGreaterThanOrEqual(promised);
        }
    } finally {
      await app.stop();
    }
  });
});

describe("The stable address", () => {
  it("answers HEAD as it answers GET, without a body", async () => {
    const [got, asked] = await Promise.all([ask(nobody), ask(nobody, "", "*/*", "HEAD")]);
    const told = (answer: Response) =>
      ["location", "vary", "content-security-policy"].map((name) => answer.headers.get(name));

    expect(asked.status).toBe(302);
    expect(told(asked)).toEqual(told(got));
    expect(livesOf(asked).keptSeconds).toBeGreaterThan(0);
    expect(await asked.text()).toBe("");
  });

  it("tells caches what its answer depends on, and that nobody else may have it", async () => {
    const { headers } = await ask(nobody, "?variant=w640");

    expect(headers.get("cache-control")).toMatch(/^private, max-age=\d+$/);
    expect(headers.get("vary")?.split(", ")).toEqual(
      expect.arrayContaining(["accept", "cookie", "authorization"]),
    );
  });

  it("lets nobody keep a refusal", async () => {
    for (const path of [
      `/images/${crypto.randomUUID()}/content`,
      `/images/${photo.id}/content?variant=original`,
      `/images/${photo.id}/content?variant=w641`,
    ]) {
      const { status, headers } = await nobody.fetch(path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  it.each([
    ["image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", "avif"],
    ["image/webp;q=0.8,image/avif;q=0.9", "avif"],
    ["image/avif;q=0.5,image/webp", "webp"],
    ["image/avif;q=0,*/*", "webp"],
    ["image/avif-sequence,image/webp", "webp"],
    ["image/png", "webp"],
    ["*/*", "webp"],
  ])("to a browser that accepts %s leads to %s", async (accept, format) => {
    const { headers } = await ask(nobody, "?variant=w640", accept);

    expect(new URL(headers.get("location") ?? "").pathname).toMatch(new RegExp(`/w640\\.${format}$`));
  });

  it.each([
    ["w320", "w320.webp"],
    ["w640", "w640.webp"],
    ["w1280", "w1280.webp"],
    ["w2560", "w1280.webp"],
    ["animated", "w1280.webp"],
  ])("with the variant %s leads to %s", async (variant, file) => {
    const { headers } = await ask(nobody, `?variant=${variant}`);

    expect(new URL(headers.get("location") ?? "").pathname.endsWith(`/${file}`)).toBe(true);
  });
});
