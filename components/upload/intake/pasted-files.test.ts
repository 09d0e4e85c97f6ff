import { describe, expect, test } from "vitest";
import { filesToUpload } from "./pasted-files";

const picture = (name: string) => new File(["x"], name, { type: "image/png" });
const noon = new Date(2026, 10, 22, 12, 5, 9);
const names = (files: readonly File[]) => files.map(({ name }) => name);

describe("a paste", () => {
  test("of a screenshot gets a name of its own", () => {
    const files = filesToUpload({ files: [picture("image.png")], hasText: false, isTyping: false }, noon);
    expect(names(files)).toEqual(["Pasted 2026-11-22 12.05.09.png"]);
    expect(files[0]?.type).toBe("image/png");
  });

  test("of a file keeps the file's name", () => {
    const files = filesToUpload({ files: [picture("cat.png")], hasText: true, isTyping: false }, noon);
    expect(names(files)).toEqual(["cat.png"]);
  });

  test("while typing uploads files, but not the picture that comes along with text", () => {
    const files = [picture("cat.png"), picture("image.png")];
    expect(filesToUpload({ files, hasText: false, isTyping: true }, noon)).toHaveLength(2);
    expect(names(filesToUpload({ files, hasText: true, isTyping: true }, noon))).toEqual(["cat.png"]);
  });
});
