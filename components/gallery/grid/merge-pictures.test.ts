import { describe, expect, it } from "vitest";
import type { Picture } from "@/lib/contracts/display";
import { type Loaded, appendPage, refreshFirstPage } from "./merge-pictures";

function picture(minute: number, url = `https://store/${String(minute)}`): Picture {
  const createdAt = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  const id = `00000000-0000-4000-8000-${String(minute).padStart(12, "0")}`;
  return {
    image: {
      id,
      key: `images/${id}`,
      url: `https://signet/images/${id}/content`,
      filename: `${String(minute)}.jpg`,
      filetype: "image/jpeg",
      kind: "image",
      size: 1,
      sha256: "",
      width: 4,
      duration: null,
      height: 3,
      thumbhash: null,
      alt: "",
      title: "",
      visibility: "private",
      uploadedBy: null,
      createdAt,
      updatedAt: createdAt,
      variantState: "ready",
      variants: [],
    },
    signed: { url, expiresAt: createdAt, srcset: "" },
  };
}

const names = (loaded: Loaded) =>
  loaded.pictures.map(({ image }) => image.filename.replace(".jpg", "")).join(" ");
const page = (minutes: number[], nextCursor: string | null): Loaded => ({
  pictures: minutes.map((minute) => picture(minute)),
  nextCursor,
});

describe("appendPage", () => {
  it("adds what is new and goes on from the page's cursor", () => {
    const joined = appendPage(page([9, 8, 7], "a"), page([7, 6, 5], "b"));
    expect(names(joined)).toBe("9 8 7 6 5");
    expect(joined.nextCursor).toBe("b");
  });
});

describe("refreshFirstPage", () => {
  const loaded = page([9, 8, 7, 6, 5, 4], "deep");

  it("brings a new image in and keeps the pages loaded before", () => {
    const fresh = refreshFirstPage(loaded, page([10, 9, 8], "first"), "newest");
    expect(names(fresh)).toBe("10 9 8 7 6 5 4");
    expect(fresh.nextCursor).toBe("deep");
  });

  it("lets an image go that left the first page's stretch", () => {
    expect(names(refreshFirstPage(loaded, page([9, 7, 6], "first"), "newest"))).toBe("9 7 6 5 4");
  });

  it("is the whole list when the first page is all there is", () => {
    const fresh = refreshFirstPage(loaded, page([9], null), "newest");
    expect(names(fresh)).toBe("9");
    expect(fresh.nextCursor).toBeNull();
  });

  it("goes on from the first page's cursor when nothing lies behind it", () => {
    const fresh = refreshFirstPage(page([9, 8], null), page([12, 11, 10], "first"), "newest");
    expect(names(fresh)).toBe("12 11 10 9 8");
    const only = refreshFirstPage(page([], null), page([12, 11], "first"), "newest");
    expect(only.nextCursor).toBe("first");
  });

  it("follows the other order as well", () => {
    const oldest = page([1, 2, 3, 4, 5], "deep");
    expect(names(refreshFirstPage(oldest, page([1, 3], "first"), "oldest"))).toBe("1 3 4 5");
  });

  it("keeps the signed URL that the browser has already used, with the image's new facts", () => {
    const changed = picture(9, "https://store/renewed");
    const first = { pictures: [{ ...changed, image: { ...changed.image, title: "New" } }], nextCursor: null };
    const [kept] = refreshFirstPage(loaded, first, "newest").pictures;
    expect(kept?.signed?.url).toBe("https://store/9");
    expect(kept?.image.title).toBe("New");
  });
});
