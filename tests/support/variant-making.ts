/** Variants made in the test's own process, by the real child, so that its death can be brought about. */
import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { type EditorViewer, proveEditor } from "@/lib/images/viewer";
import { presignUploads } from "@/lib/operations/uploads/presign-uploads";
import { registerImages } from "@/lib/operations/uploads/register-images";
import { sql, sqlOne } from "./database";
import { addPerson } from "./people";
import { samplePicture } from "./sample-images";
import { put } from "./upload-flow";

/** A picture over which the decoder sits long enough to be ended. */
export function slowPhoto(): Promise<Buffer> {
  return samplePicture({ widthPx: 2400, heightPx: 1800 }).blur(6).jpeg({ quality: 60 }).toBuffer();
}

let editor: Promise<EditorViewer> | undefined;

async function addEditor(): Promise<EditorViewer> {
  const { id } = await addPerson("editor");
  const proof = proveEditor({ kind: "user", id, role: "editor" });
  if (proof === null) throw new Error("An editor is an editor.");
  return proof;
}

/** Takes a file all the way without an app, whose worker would be quicker than the test. */
export async function registerHere(bytes: Uint8Array, filetype = "image/jpeg"): Promise<string> {
  const viewer = await (editor ??= addEditor());
  const files = [{ filename: "a.jpg", filetype, size: bytes.byteLength, onDuplicate: "allow" as const }];
  const [upload] = await presignUploads({ viewer, files });
  if (upload === undefined || upload instanceof Error || !("url" in upload))
    throw new Error("Not presigned.");
  await put(upload, bytes);
  const [registered] = await registerImages({
    viewer,
    registrations: [{ key: upload.key, filename: "a.jpg" }],
  });
  if (registered === undefined || registered instanceof Error)
    throw new Error("Not registered.", { cause: registered });
  return registered.image.id;
}

export const jobOf = (id: string) =>
  sqlOne<{ state: string; tries: number; problem: string | null }>(
    `SELECT "state"::text, "tries", "problem" FROM "VariantJob" WHERE "imageId" = $1`,
    [id],
  );
export const makeDue = (id: string) =>
  sql(`UPDATE "VariantJob" SET "dueAt" = now() WHERE "imageId" = $1`, [id]);

/** The decoders that a process has running: this one, when none is named. */
export function decoders(parentPid = process.pid): number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).trim().split("\n");
  return rows.flatMap((row) => {
    const [, pid, parent, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    return Number(parent) === parentPid && args.includes("variants/child/main.ts") ? [Number(pid)] : [];
  });
}

/** The first that is none of `others`. */
export async function awaitDecoder(others: readonly number[] = []): Promise<number> {
  for (;;) {
    const pid = decoders().find((each) => !others.includes(each));
    if (pid !== undefined) return pid;
    await sleep(10);
  }
}
