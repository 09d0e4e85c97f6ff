/** What the bench calls in the page. Files stay there between two calls: they are made before anything is timed. */
import { type Signed, type Took, digest, putBare, uploadByUppy, uploadOurs } from "./contestants";
import { makeDocument } from "../sample-document";

export type BenchPage = {
  readonly makeFiles: (count: number, sizeBytes: number) => void;
  /** What a presign request says of each of the files. */
  readonly declare: () => Promise<readonly Declared[]>;
  readonly putBare: (signed: readonly Signed[]) => Promise<Took>;
  readonly uploadOurs: (withChecksums?: boolean) => Promise<Took>;
  readonly uploadByUppy: () => Promise<Took>;
};

export type Declared = {
  readonly filename: string;
  readonly filetype: string;
  readonly size: number;
  readonly sha256: string | null;
  readonly md5: string | null;
};

declare global {
  interface Window {
    bench: BenchPage;
  }
}

let files: readonly File[] = [];

window.bench = {
  makeFiles: (count, sizeBytes) => {
    files = Array.from({ length: count }, () => makeDocument(sizeBytes));
  },
  declare: () =>
    Promise.all(
      files.map(async (file) => {
        const { sha256, md5s } = await digest(file);
        return { filename: file.name, filetype: file.type, size: file.size, sha256, md5: md5s?.[0] ?? null };
      }),
    ),
  putBare: (signed) => putBare(files, signed),
  uploadOurs: (withChecksums = true) => uploadOurs(files, withChecksums),
  uploadByUppy: () => uploadByUppy(files),
};
