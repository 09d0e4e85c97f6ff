// A process that runs the real operations, one at a time, and ends at a failpoint when it is told to.
import { armFailpoint } from "@/lib/failpoint";
import { AppError } from "@/lib/errors";
import { type EditorViewer, proveEditor } from "@/lib/images/viewer";
import { abortUpload } from "@/lib/operations/uploads/abort-upload";
import { deleteImage } from "@/lib/operations/images/delete-image";
import { finishRegistration } from "@/lib/operations/uploads/finish-registration";
import { presignUploads } from "@/lib/operations/uploads/presign-uploads";
import { registerImages } from "@/lib/operations/uploads/register-images";
import { removeDeadObjects } from "@/lib/operations/housekeeping/remove-dead-objects";
import { revokeImage } from "@/lib/operations/images/revoke-image";
import { signImageUrl } from "@/lib/operations/delivery/sign-image-url";
import { signParts } from "@/lib/operations/uploads/sign-parts";
import { sweepUploads } from "@/lib/operations/housekeeping/sweep-uploads";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import { type AnswerTo, type Call, orderSchema, type Report } from "./calls";

type CallOf<K extends Call["kind"]> = Extract<Call, { kind: K }>;

const failingStorage: ObjectStorage = {
  ...s3ObjectStorage,
  copy: () => Promise.reject(new AppError("storage_unavailable")),
};

process.on("message", (message) => void obey(message));
process.on("disconnect", () => process.exit(0));
tell({ kind: "ready" });

async function obey(message: unknown): Promise<void> {
  try {
    const { call, failpoint } = orderSchema.parse(message);
    armFailpoint(failpoint);
    tell({ kind: "answer", value: await perform(call) });
  } catch (error) {
    if (error instanceof AppError && error.code !== "internal_error")
      return tell({ kind: "refused", code: error.code });
    tell({ kind: "broken", error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

async function perform(call: Call): Promise<AnswerTo<Call["kind"]>> {
  switch (call.kind) {
    case "presign":
      return presign(call);
    case "register":
      return register(call);
    case "begin":
      return begin(call);
    case "parts":
      return catchCode(() => signParts({ ...call, viewer: editor(call.viewer.id) }));
    case "complete":
      return complete(call);
    case "finish":
      await finishRegistration(call);
      return null;
    case "abort":
      return catchCode(async () => {
        await abortUpload({ viewer: editor(call.viewer.id), uploadId: call.uploadId });
        return { aborted: true as const };
      });
    case "sign":
      return catchCode(async () => {
        const target = { id: call.id };
        const { image, signed } = await signImageUrl({
          viewer: editor(call.viewer.id),
          target,
          disposition: "inline",
        });
        return { url: signed.url, key: image.key };
      });
    case "delete":
      return catchCode(async () => {
        await deleteImage({ viewer: editor(call.viewer.id), id: call.id });
        return { deleted: true as const };
      });
    case "revoke":
      return catchCode(async () => {
        const { state } = await revokeImage({ viewer: editor(call.viewer.id), id: call.id });
        return { revoked: state === "done" };
      });
    case "sweep":
      return (await sweepUploads({})).expired;
    case "remove":
      return removeDeadObjects({});
  }
}

async function presign({ viewer, files }: CallOf<"presign">): Promise<AnswerTo<"presign">> {
  const wanted = files.map((file) => ({ ...file, onDuplicate: "allow" as const }));
  const answers = await presignUploads({ viewer: editor(viewer.id), files: wanted });
  return answers.map((answer) => {
    if (answer instanceof AppError || "url" in answer) return orCode(answer);
    throw new Error("An upload in parts was not asked for.");
  });
}

async function begin({ viewer, size }: CallOf<"begin">): Promise<AnswerTo<"begin">> {
  const file = {
    filename: "picture.png",
    filetype: "image/png",
    size,
    multipart: true,
    onDuplicate: "allow" as const,
  };
  const [answer] = await presignUploads({ viewer: editor(viewer.id), files: [file] });
  if (answer instanceof AppError || (answer !== undefined && !("url" in answer))) return orCode(answer);
  throw new Error("An upload in parts was asked for.");
}

async function register({ viewer, keys, failing, poster }: CallOf<"register">) {
  const registrations = keys.map((key) => ({ key, filename: "picture.png", filetype: "image/png", poster }));
  const storage = failing ? failingStorage : s3ObjectStorage;
  const registered = await registerImages({ viewer: editor(viewer.id), registrations, storage });
  return registered.map((answer) =>
    answer instanceof AppError ? orCode(answer) : { imageId: answer.image.id, sha256: answer.image.sha256 },
  );
}

async function complete({ viewer, key, parts, large }: CallOf<"complete">): Promise<AnswerTo<"complete">> {
  const registrations = [{ key, parts, filename: "picture.png" }];
  const more = large ? { largeBytes: 0 } : {};
  const [answer] = await registerImages({ viewer: editor(viewer.id), registrations, ...more });
  if (answer === undefined || answer instanceof AppError) return orCode<never>(answer ?? neverAnswered());
  return { imageId: answer.image.id, sha256: answer.image.sha256 };
}

function neverAnswered(): never {
  throw new Error("A registration was not answered.");
}

function editor(id: string): EditorViewer {
  const viewer = proveEditor({ kind: "user", id, role: "editor" });
  if (viewer === null) throw new Error("An editor is an editor.");
  return viewer;
}

/** An outcome that the caller is told; a fault of ours is none. */
function orCode<T>(answer: T | AppError): T | { code: string } {
  if (!(answer instanceof AppError)) return answer;
  if (answer.code === "internal_error") throw answer;
  return { code: answer.code };
}

async function catchCode<T>(work: () => Promise<T>): Promise<T | { code: string }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) return orCode<T>(error);
    throw error;
  }
}

function tell(report: Report): void {
  process.send?.(report);
}
