import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { proveEditor } from "@/lib/images/viewer";
import { presignUploads } from "@/lib/operations/presign-uploads";
import { sqlOne } from "../support/database";
import { addPerson } from "../support/people";
import { addImage } from "../support/upload-flow";

const file = (size?: number) => ({
  filename: "a.png",
  filetype: "image/png",
  onDuplicate: "allow" as const,
  size,
});

async function editor() {
  const person = await addPerson();
  const viewer = proveEditor({ kind: "user", id: person.id, role: "editor" });
  if (viewer === null) throw new Error("an editor may upload");
  return { person, viewer };
}

const codes = (answers: Awaited<ReturnType<typeof presignUploads>>) =>
  answers.map((answer) => (answer instanceof AppError ? answer.code : "signed"));

describe("a quota", () => {
  it("is reserved at presigning, refuses what does not fit, and lets smaller neighbours through", async () => {
    const { viewer } = await editor();
    const files = [file(600), file(600), file(300)];
    expect(codes(await presignUploads({ viewer, files, quotaBytes: 1_000 }))).toEqual([
      "signed",
      "quota_exceeded",
      "signed",
    ]);
    expect(codes(await presignUploads({ viewer, files: [file(101)], quotaBytes: 1_000 }))).toEqual([
      "quota_exceeded",
    ]);
    expect(codes(await presignUploads({ viewer, files: [file(100)], quotaBytes: 1_000 }))).toEqual([
      "signed",
    ]);
  });

  it("is never overdrawn by requests at the same time", async () => {
    const { viewer } = await editor();
    const requests = Array.from({ length: 20 }, () =>
      presignUploads({ viewer, files: [file(100)], quotaBytes: 1_000 }),
    );
    const answers = (await Promise.all(requests)).flatMap(codes);
    expect(answers.filter((code) => code === "signed")).toHaveLength(10);
    expect(answers.filter((code) => code === "quota_exceeded")).toHaveLength(10);
  });

  it("counts an upload of unknown size as the largest that is allowed", async () => {
    const { viewer } = await editor();
    const answers = await presignUploads({
      viewer,
      files: [file(), file()],
      policy: { maxBytes: { image: 600, video: 5_000, file: 5_000 } },
      quotaBytes: 1_000,
    });
    expect(codes(answers)).toEqual(["signed", "quota_exceeded"]);
  });

  it("measures what is kept, and is given back when an image is deleted", async () => {
    const { person, viewer } = await editor();
    const { image } = await addImage(person.program);
    const used = async () =>
      Number(
        (
          await sqlOne<{ bytes: string }>(`SELECT "imageBytes" AS bytes FROM "User" WHERE "id" = $1`, [
            person.id,
          ])
        ).bytes,
      );
    expect(await used()).toBe(image.size);
    expect(codes(await presignUploads({ viewer, files: [file(1)], quotaBytes: image.size }))).toEqual([
      "quota_exceeded",
    ]);
    expect((await person.program.call(`/images/${image.id}`, { method: "DELETE" })).status).toBe(204);
    expect(await used()).toBe(0);
    expect(codes(await presignUploads({ viewer, files: [file(1)], quotaBytes: image.size }))).toEqual([
      "signed",
    ]);
  });
});
