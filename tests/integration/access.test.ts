// Who may do what: every kind of caller against every route and page and both visibilities, with and without proxy.ts.
import { globSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { picturesResponse } from "@/lib/contracts/display";
import { listImagesResponse } from "@/lib/contracts/image";
import { projectRoot } from "@/scripts/project-root";
import { type AskedImage, pages, routes, type Visibility } from "../support/access/access-table";
import { startAppWithoutProxy } from "../support/access/app-without-proxy";
import { ApiClient } from "../support/api-client";
import { type CallerName, CALLERS, makeCallers } from "../support/callers";
import { expectInvariants } from "../support/invariants";
import { beginMultipart } from "../support/multipart-flow";
import { addPerson, type Person } from "../support/people";
import type { SecondApp } from "../support/second-app";
import { addImage, presign, put, register, uniquePng } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";

const PART_BYTES = 16 * 1024 ** 2;

let callers: Record<CallerName, ApiClient>;
const images = new Map<Visibility, AskedImage>();
let owner: Person;
let bare: SecondApp;

beforeAll(async () => {
  bare = await startAppWithoutProxy();
  owner = await addPerson("editor");
  callers = await makeCallers(owner);
  for (const visibility of ["private", "public"] as const) {
    const title = `Harbour ${crypto.randomUUID()}`;
    const { image, upload } = await addImage(owner.program, { visibility, title });
    await awaitVariants(owner.program, image.id);
    const { uploadId } = await beginMultipart(owner.program, { size: PART_BYTES });
    images.set(visibility, {
      id: image.id,
      title,
      key: image.key,
      stagingKey: upload.key,
      openUploadId: uploadId,
    });
  }
});
afterAll(async () => {
  await bare.stop();
  for (const { openUploadId } of images.values())
    await owner.program.call(`/images/uploads/${openUploadId}`, { method: "DELETE" });
  await expectInvariants();
});

const cells = CALLERS.flatMap(([caller, standing]) =>
  (["private", "public"] as const).map((seen) => [caller, seen, standing] as const),
);

function find<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const found = map.get(key);
  if (found === undefined) throw new Error(`There is no ${String(key)}.`);
  return found;
}

describe("The table of access", () => {
  it("asks every route that there is but sign-in", () => {
    const image = { id: "[id]", title: "", key: "", stagingKey: "", openUploadId: "[uploadId]" };
    const asked = routes.map(([, route]) => route(image)[0].replace(/\?.*$/, "").slice(1));
    const files = globSync("app/**/route.ts", { cwd: projectRoot })
      .map((file) => file.slice("app/".length, -"/route.ts".length))
      .filter((file) => !file.startsWith("api/auth/"));
    const unasked = files.filter((file) => !asked.includes(file.replace("cron/[task]", "cron/drain")));
    expect(unasked).toEqual([]);
  });

  it("looks at every page that there is", () => {
    const files = globSync("app/**/page.tsx", { cwd: projectRoot }).map((file) => file.slice("app/".length));
    expect(files.sort()).toEqual(pages.map(({ file }) => file).sort());
  });
});

describe("The app without proxy.ts", () => {
  it("sets no content security policy: that is all that the proxy is for", async () => {
    const { headers, status } = await new ApiClient(bare.origin).fetch("/");
    expect(status).toBe(200);
    expect(headers.has("content-security-policy")).toBe(false);
  });
});

/** One of each standing: what makes somebody a stranger is told apart by what both servers have in common. */
const representatives: readonly CallerName[] = [
  "nobody",
  "a session with a changed signature",
  "a viewer",
  "another editor",
  "the owner",
  "an admin",
];

describe.each([
  ["with proxy.ts", cells],
  ["without proxy.ts", cells.filter(([caller]) => representatives.includes(caller))],
] as const)("Access %s", (kind, asked) => {
  const callerAt = (caller: CallerName) =>
    kind === "with proxy.ts" ? callers[caller] : callers[caller].at(bare.origin);

  it.each(asked)(
    "of %s to a %s image is as the table says on every route",
    async (caller, visibility, standing) => {
      const client = callerAt(caller);
      const image = find(images, visibility);

      const open = routes.filter(([, , expected]) => expected[visibility][standing] !== 0);
      const given = await Promise.all(
        open.map(async ([name, route]) => [name, (await client.call(...route(image))).status] as const),
      );

      const wanted = open.map(([name, , expected]) => [name, expected[visibility][standing]] as const);
      expect(Object.fromEntries(given)).toEqual(Object.fromEntries(wanted));
    },
  );

  it.each(asked)(
    "of %s to a %s image is as the table says on every page",
    async (caller, visibility, standing) => {
      const client = callerAt(caller);
      const image = find(images, visibility);

      const seen = await Promise.all(
        pages.map(async ({ file, address, shows }) => {
          const text = await (await client.fetch(address(image))).text();
          return [file, text.includes(shows(image))] as const;
        }),
      );

      const standingHere = client.isProgram ? "stranger" : standing;
      const wanted = pages.map(({ file, to }) => [file, to[visibility].includes(standingHere)] as const);
      expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(wanted));
    },
  );
});

describe("Access", () => {
  it.each(["the owner", "an API key of the owner", "an admin"] as const)(
    "lets %s delete the image",
    async (caller) => {
      const { image } = await addImage(owner.program);

      const answer = await callers[caller].call(`/images/${image.id}`, { method: "DELETE" });

      expect(answer.status).toBe(204);
    },
  );

  it("is refused in a batch of signed URLs by a code, in the place of the URL", async () => {
    const ids = [find(images, "public").id, find(images, "private").id, "no-such-id"];

    const nobody = await new ApiClient().call("/images/signed-urls", { json: { ids } });

    expect(nobody.body["urls"]).toMatchObject([
      { id: ids[0], url: expect.stringContaining("X-Amz-Signature=") },
      { id: ids[1], code: "image_not_found" },
      { id: ids[2], code: "image_not_found" },
    ]);
  });

  it("is not told apart from absence: both are the same answer, but for the request's id", async () => {
    const hidden = find(images, "private");
    const nobody = new ApiClient();
    const pairs: readonly (readonly [string, string])[] = [
      [`/images/${hidden.id}`, `/images/${crypto.randomUUID()}`],
      [`/images/${hidden.id}/signed-url`, `/images/${crypto.randomUUID()}/signed-url`],
      [`/images/${hidden.id}/content`, "/images/not-even-an-id/content"],
      [`/images/signed-url?key=${hidden.key}`, "/images/signed-url?key=../../etc/passwd"],
      [
        `/images/signed-url?key=${hidden.stagingKey}`,
        `/images/signed-url?key=uploads/${crypto.randomUUID()}`,
      ],
    ];

    for (const [unseen, missing] of pairs)
      expect(await comparable(nobody, unseen)).toEqual(await comparable(nobody, missing));
  });

  it("to a key is given for the row's own key alone, whoever asks", async () => {
    const client = callers["an admin"];
    const { id, key, stagingKey } = find(images, "public");
    const pending = await presign(owner.program);
    await put(pending, await uniquePng());

    for (const wrong of [
      pending.key,
      `${key}/`,
      `/${key}`,
      `signet/${key}`,
      `./${key}`,
      key.toUpperCase(),
      `${key}?versionId=1`,
      `${key}\0`,
      `images/${id}/`,
      `images/${id}/../${id}`,
      encodeURIComponent(stagingKey),
      "",
      "*",
    ]) {
      const answer = await client.call(`/images/signed-url?key=${encodeURIComponent(wrong)}`);
      expect([wrong, answer.status]).toEqual([wrong, wrong === "" ? 400 : 404]);
    }
  });

  it("of a registration is its uploader's: to others there is no such upload, and it stays usable", async () => {
    const upload = await presign(owner.program);
    await put(upload, await uniquePng());

    for (const caller of ["another editor", "an admin"] as const) {
      const answer = await register(callers[caller], upload.key);
      expect(answer).toMatchObject({ status: 404, body: { code: "upload_not_found" } });
    }

    expect((await register(owner.program, upload.key)).status).toBe(201);
  });

  it("of nobody to a list is to public images, also when private ones are asked for", async () => {
    const nobody = new ApiClient();

    const all = listImagesResponse.parse((await nobody.call("/images?limit=200")).body);
    const hidden = listImagesResponse.parse((await nobody.call("/images?limit=200&visibility=private")).body);
    const seen = listImagesResponse.parse((await owner.program.call("/images?visibility=private")).body);

    expect(all.images.map(({ id }) => id)).toContain(find(images, "public").id);
    expect(all.images.filter(({ visibility }) => visibility !== "public")).toEqual([]);
    expect(hidden).toEqual({ images: [], nextCursor: null });
    const shown = picturesResponse.parse((await nobody.call("/images/pictures?limit=200")).body);
    expect(shown.pictures.map(({ image: { id } }) => id)).toContain(find(images, "public").id);
    expect(shown.pictures.filter(({ image }) => image.visibility !== "public")).toEqual([]);
    expect(seen.images.map(({ id }) => id)).toContain(find(images, "private").id);
  });
});

/** What a caller can see of an answer, without what differs from one answer to the next in any case. */
async function comparable(client: ApiClient, path: string) {
  const { status, headers, body } = await client.call(path);
  const passing = ["date", "x-request-id", "connection", "keep-alive"];
  const kept = [...headers].filter(([name]) => !passing.includes(name));
  return { status, headers: Object.fromEntries(kept), body: JSON.stringify({ ...body, requestId: "" }) };
}
