/** Programs that call the API for the benchmark, each for somebody else: nobody is to reach a limit. */
import { presignUploadResponse, presignUploadsResponse } from "@/lib/contracts/upload";
import type { ImageView } from "@/lib/contracts/image";
import type { LoadRequest } from "../harness/load";

/** The API takes so many at once. */
export const BATCH = 100;

export type Callers = {
  readonly images: readonly ImageView[];
  /** So many requests for one image each. */
  readonly read: (count: number) => LoadRequest[];
  /** So many requests for a hundred signed URLs each. */
  readonly sign: (count: number) => LoadRequest[];
  /** Registers a hundred files, which it puts into the store before it answers. */
  readonly register: () => Promise<LoadRequest>;
  /** Resolves when no job is left to do. */
  readonly settle: () => Promise<void>;
};

export async function gatherCallers(people: number): Promise<Callers> {
  // These read the environment when they are loaded.
  const { addPerson } = await import("@/tests/support/people");
  const { addImages, declare, put, uniquePng } = await import("@/tests/support/upload-flow");
  const { awaitAllVariants } = await import("@/tests/support/variants");
  const persons = await Promise.all(Array.from({ length: people }, () => addPerson("editor")));
  let turn = 0;
  const next = () => {
    turn += 1;
    const person = persons[turn % persons.length];
    if (person === undefined) throw new Error("There are no people.");
    return { person, headers: { authorization: `Bearer ${person.apiKey}` } };
  };
  const images = await addImages(next().person.program, BATCH, () => ({ visibility: "public" }));
  const ids = images.map(({ id }) => id);

  return {
    images,
    settle: awaitAllVariants,
    read: (count) =>
      Array.from({ length: count }, (_, index) => ({
        path: `/images/${ids[index % ids.length] ?? ""}`,
        headers: next().headers,
      })),
    sign: (count) =>
      Array.from({ length: count }, () => ({
        path: "/images/signed-urls",
        method: "POST" as const,
        headers: next().headers,
        json: { ids, variant: "w640" },
      })),
    register: async () => {
      const { person, headers } = next();
      const files = await Promise.all(Array.from({ length: BATCH }, () => uniquePng()));
      const file = { filename: "picture.png", filetype: "image/png" };
      const asked = { files: files.map((bytes) => ({ ...file, ...declare(bytes) })) };
      const answer = await person.program.call("/images/presign-uploads", { json: asked });
      const uploads = presignUploadsResponse
        .parse(answer.body)
        .uploads.map((upload) => presignUploadResponse.parse(upload));
      for (const [index, upload] of uploads.entries()) await put(upload, files[index] ?? new Uint8Array());
      const registered = uploads.map(({ key }) => ({ ...file, key }));
      return { path: "/images/registrations", method: "POST", headers, json: { images: registered } };
    },
  };
}
