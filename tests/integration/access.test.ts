// Who may do what: every kind of caller against every route and both visibilities.
import { globSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listImagesResponse } from "@/lib/contracts/image";
import { projectRoot } from "@/scripts/project-root";
import { ApiClient, type CallOptions } from "../support/api-client";
import { type CallerName, CALLERS, makeCallers, type Standing } from "../support/callers";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person } from "../support/people";
import { addImage, presign, put, register, uniquePng } from "../support/upload-flow";
import { awaitVariants } from "../support/variants";

type Visibility = "private" | "public";

let callers: Record<CallerName, ApiClient>;
const images = new Map<Visibility, { id: string; key: string; stagingKey: string }>();
let owner: Person;

beforeAll(async () => {
  owner = await addPerson("editor");
  callers = await makeCallers(owner);
  for (const visibility of ["private", "public"] as const) {
    const { image, upload } = await addImage(owner.program, { visibility });
    await awaitVariants(owner.program, image.id);
    images.set(visibility, { id: image.id, key: image.key, stagingKey: upload.key });
  }
});
afterAll(expectInvariants);

type Route = (image: { id: string; key: string; stagingKey: string }) => readonly [string, CallOptions?];
type Expected = Readonly<Record<Standing, number>>;

const everybody = (status: number): Expected => ({
  stranger: status,
  viewer: status,
  editor: status,
  owner: status,
  admin: status,
});
const readers: Readonly<Record<Visibility, Expected>> = {
  public: everybody(200),
  private: { ...everybody(200), stranger: 404 },
};
const editors: Expected = { ...everybody(200), stranger: 401, viewer: 403 };
const changers: Expected = { ...everybody(200), stranger: 401, viewer: 403, editor: 403 };
/** Whoever may delete or revoke does so to an image of their own: it would change what other rows ask for. */
const others: Expected = { ...changers, owner: 0, admin: 0 };
const both = (expected: Expected) => ({ public: expected, private: expected });
const file = { filename: "a.png", filetype: "image/png" };

const routes: readonly (readonly [string, Route, Readonly<Record<Visibility, Expected>>])[] = [
  ["GET /images", () => ["/images?limit=1"], both(everybody(200))],
  ["GET /images/:id", ({ id }) => [`/images/${id}`], readers],
  ["GET signed-url", ({ id }) => [`/images/${id}/signed-url`], readers],
  ["GET signed-url by key", ({ key }) => [`/images/signed-url?key=${key}`], readers],
  ["GET signed-url by staging key", ({ stagingKey }) => [`/images/signed-url?key=${stagingKey}`], readers],
  [
    "GET signed-url to download",
    ({ id }) => [`/images/${id}/signed-url?disposition=attachment`],
    { public: { ...everybody(200), stranger: 401 }, private: { ...everybody(200), stranger: 404 } },
  ],
  [
    "GET signed-url of the original",
    ({ id }) => [`/images/${id}/signed-url?variant=original`],
    { public: { ...everybody(200), stranger: 401 }, private: { ...everybody(200), stranger: 404 } },
  ],
  ["GET signed-url of a variant", ({ id }) => [`/images/${id}/signed-url?variant=w640`], readers],
  [
    "GET content",
    ({ id }) => [`/images/${id}/content`],
    { public: everybody(302), private: { ...everybody(302), stranger: 404 } },
  ],
  ["POST signed-urls", ({ id }) => ["/images/signed-urls", { json: { ids: [id] } }], both(everybody(200))],
  ["POST presign-upload", () => ["/images/presign-upload", { json: file }], both(editors)],
  ["POST presign-uploads", () => ["/images/presign-uploads", { json: { files: [file] } }], both(editors)],
  [
    "POST /images",
    ({ stagingKey }) => ["/images", { json: { ...file, key: stagingKey } }],
    both({ stranger: 401, viewer: 403, editor: 404, owner: 200, admin: 404 }),
  ],
  [
    "POST registrations",
    ({ stagingKey }) => ["/images/registrations", { json: { images: [{ ...file, key: stagingKey }] } }],
    both(editors),
  ],
  ["PATCH", ({ id }) => [`/images/${id}`, { method: "PATCH", json: { alt: "A" } }], both(changers)],
  ["GET audit", ({ id }) => [`/images/${id}/audit`], both(changers)],
  ["DELETE by others", ({ id }) => [`/images/${id}`, { method: "DELETE" }], both(others)],
  ["POST revoke by others", ({ id }) => [`/images/${id}/revoke`, { method: "POST" }], both(others)],
];

const cells = CALLERS.flatMap(([caller, standing]) =>
  (["private", "public"] as const).map((seen) => [caller, seen, standing] as const),
);

function find<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const found = map.get(key);
  if (found === undefined) throw new Error(`There is no ${String(key)}.`);
  return found;
}

/** Asked elsewhere: sign-in, the scheduler's route (below), health for everybody, and uploads in parts. */
const ELSEWHERE = /^(?:api|images\/uploads)\//;

it("is asked of every route that there is", () => {
  const image = { id: "ID", key: "KEY", stagingKey: "STAGING" };
  const asked = routes.map(([, route]) =>
    route(image)[0].replace(/\?.*$/, "").replace("ID", "[id]").slice(1),
  );
  const files = globSync("app/**/route.ts", { cwd: projectRoot }).map((file) =>
    file.slice(4, -"/route.ts".length),
  );
  const unasked = files.filter((file) => !asked.includes(file) && !ELSEWHERE.test(file));
  expect(unasked).toEqual([]);
});

describe("Access", () => {
  it.each(cells)(
    "of %s to a %s image is as the table says on every route",
    async (caller, visibility, standing) => {
      const client = callers[caller];
      const image = find(images, visibility);

      const asked = routes.filter(([, , expected]) => expected[visibility][standing] !== 0);
      const given = await Promise.all(
        asked.map(async ([name, route]) => [name, (await client.call(...route(image))).status] as const),
      );

      const wanted = asked.map(([name, , expected]) => [name, expected[visibility][standing]] as const);
      expect(Object.fromEntries(given)).toEqual(Object.fromEntries(wanted));
    },
  );

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
    expect(seen.images.map(({ id }) => id)).toContain(find(images, "private").id);
  });

  it("to the scheduler's route needs its whole secret", async () => {
    const secret = process.env["CRON_SECRET"] ?? "";
    const statusWith = async (headers: Record<string, string>) =>
      (await new ApiClient().call("/api/cron/drain", { headers })).status;

    expect(await statusWith({})).toBe(401);
    for (const wrong of ["", "Bearer", "Bearer ", `Bearer ${secret.slice(1)}`, `Bearer ${secret}0`, secret])
      expect(await statusWith({ authorization: wrong })).toBe(401);
    expect(await statusWith({ authorization: `Bearer ${owner.apiKey}` })).toBe(401);
    expect(await statusWith({ authorization: `Bearer ${secret}` })).toBe(200);
  });
});

/** What a caller can see of an answer, without what differs from one answer to the next in any case. */
async function comparable(client: ApiClient, path: string) {
  const { status, headers, body } = await client.call(path);
  const passing = ["date", "x-request-id", "connection", "keep-alive"];
  const kept = [...headers].filter(([name]) => !passing.includes(name));
  return { status, headers: Object.fromEntries(kept), body: JSON.stringify({ ...body, requestId: "" }) };
}
