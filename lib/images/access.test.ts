import { describe, expect, it } from "vitest";
import { mayBeGivenUrl, mayChange, mayDownload, mayRead, readableVisibility } from "./access";
import { ANONYMOUS, type Viewer } from "./viewer";

const of = (role: "viewer" | "editor" | "admin", id = "me"): Viewer => ({ kind: "user", id, role });
const everybody: [string, Viewer][] = [
  ["anonymous", ANONYMOUS],
  ["viewer", of("viewer")],
  ["editor", of("editor")],
  ["admin", of("admin")],
];

describe("the access rule", () => {
  it.each(everybody)("lets %s see public images", (_name, viewer) => {
    expect(mayRead(viewer, { visibility: "public", missingSince: null })).toBe(true);
  });

  it("shows private images to everybody who is signed in, and to nobody else", () => {
    expect(
      everybody.map(([, viewer]) => mayRead(viewer, { visibility: "private", missingSince: null })),
    ).toEqual([false, true, true, true]);
    expect(everybody.map(([, viewer]) => readableVisibility(viewer))).toEqual(["public", null, null, null]);
  });

  it("shows an image whose object is missing to signed-in people alone, and gives nobody a URL of it", () => {
    const image = { visibility: "public", missingSince: new Date() } as const;
    expect(everybody.map(([, viewer]) => mayRead(viewer, image))).toEqual([false, true, true, true]);
    expect(everybody.map(([, viewer]) => mayBeGivenUrl(viewer, image))).toEqual([false, false, false, false]);
    const present = { ...image, missingSince: null };
    expect(everybody.map(([, viewer]) => mayBeGivenUrl(viewer, present))).toEqual([true, true, true, true]);
  });

  it("gives originals to keep to signed-in people only", () => {
    expect(everybody.map(([, viewer]) => mayDownload(viewer))).toEqual([false, true, true, true]);
  });

  it("lets editors change what they uploaded, admins everything, and nobody else anything", () => {
    expect(everybody.map(([, viewer]) => mayChange(viewer, { uploadedById: "me" }))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(everybody.map(([, viewer]) => mayChange(viewer, { uploadedById: "you" }))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it("does not take a person without an image for its uploader when the uploader is gone", () => {
    expect(mayChange(of("editor"), { uploadedById: null })).toBe(false);
  });
});
