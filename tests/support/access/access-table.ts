/** Who may do what: every route and every page, for every standing and both visibilities. */
import type { CallOptions } from "../api-client";
import type { Standing } from "../callers";

export type Visibility = "private" | "public";

/** An image of the owner's, the key that presigning gave, and an upload in parts that the owner has begun. */
export type AskedImage = {
  readonly id: string;
  readonly title: string;
  readonly key: string;
  readonly stagingKey: string;
  readonly openUploadId: string;
};

type Route = (image: AskedImage) => readonly [string, CallOptions?];
/** A status for each; 0: not asked. */
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

export const routes: readonly (readonly [string, Route, Readonly<Record<Visibility, Expected>>])[] = [
  ["GET /images", () => ["/images?limit=1"], both(everybody(200))],
  ["GET pictures", () => ["/images/pictures?limit=1"], both(everybody(200))],
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
  [
    "GET parts",
    ({ openUploadId }) => [`/images/uploads/${openUploadId}/parts`],
    both({ stranger: 401, viewer: 403, editor: 404, owner: 200, admin: 404 }),
  ],
  [
    "POST parts",
    ({ openUploadId }) => [`/images/uploads/${openUploadId}/parts`, { json: { partNumbers: [1] } }],
    both({ stranger: 401, viewer: 403, editor: 404, owner: 200, admin: 404 }),
  ],
  [
    "DELETE an upload by others",
    ({ openUploadId }) => [`/images/uploads/${openUploadId}`, { method: "DELETE" }],
    both({ stranger: 401, viewer: 403, editor: 404, owner: 0, admin: 404 }),
  ],
  ["GET health", () => ["/api/health"], both(everybody(200))],
  ["GET cron", () => ["/api/cron/drain"], both(everybody(401))],
];

type Page = {
  readonly file: string;
  readonly address: (image: AskedImage) => string;
  /** What is there to be seen only by those who may. */
  readonly shows: (image: AskedImage) => string;
  readonly to: Readonly<Record<Visibility, readonly Standing[]>>;
};

const all: readonly Standing[] = ["stranger", "viewer", "editor", "owner", "admin"];
const signedIn = all.slice(1);
const always = (standings: readonly Standing[]) => ({ public: standings, private: standings });
const title = (image: AskedImage) => image.title;

/** Every page, and to whom it shows its content; whatever it answers to others, that is not in it. Keys open no page. */
export const pages: readonly Page[] = [
  {
    file: "(public)/page.tsx",
    address: () => "/",
    shows: ({ id }) => `/view/${id}`,
    to: { public: all, private: [] },
  },
  {
    file: "(public)/view/[id]/page.tsx",
    address: ({ id }) => `/view/${id}`,
    shows: title,
    to: { public: all, private: [] },
  },
  {
    file: "(auth)/sign-in/page.tsx",
    address: () => "/sign-in",
    shows: () => "Sign in to Signet",
    to: always(all),
  },
  {
    file: "admin/page.tsx",
    address: () => "/admin",
    shows: ({ id }) => `/admin/images/${id}`,
    to: always(signedIn),
  },
  {
    file: "admin/images/[id]/page.tsx",
    address: ({ id }) => `/admin/images/${id}`,
    shows: title,
    to: always(signedIn),
  },
  {
    file: "admin/audit/page.tsx",
    address: () => "/admin/audit",
    shows: () => "Who was given which URL until when",
    to: always(["admin"]),
  },
  {
    file: "admin/uploads/page.tsx",
    address: () => "/admin/uploads",
    shows: () => ">Uploads</h1>",
    to: always(["admin"]),
  },
  {
    file: "admin/health/page.tsx",
    address: () => "/admin/health",
    shows: () => ">Run now<",
    to: always(["admin"]),
  },
];
