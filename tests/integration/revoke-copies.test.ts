// What a revocation copies, and where: the steps that a request and a job take alike.
import { beforeAll, describe, expect, it } from "vitest";
import { findImage } from "@/lib/db/images/images";
import { proveEditor } from "@/lib/images/viewer";
import { revokeImage } from "@/lib/operations/images/revoke-image";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import { hasObject } from "../support/bucket";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person } from "../support/people";
import { expectKept } from "../support/revocations";
import { addImage } from "../support/upload-flow";

let editor: Person;

beforeAll(async () => {
  editor = await addPerson("editor");
});

describe("A copy that is not the image", () => {
  /** A store whose copies lie under the right key with other bytes, or under none. */
  const lying = (facts: { sizeBytes?: number; sha256?: string } | null): ObjectStorage => ({
    ...s3ObjectStorage,
    head: async (key, options) => {
      const told = await s3ObjectStorage.head(key, options);
      return told === null || facts === null ? null : { ...told, ...facts };
    },
  });

  it.each([
    ["of another size", lying({ sizeBytes: 1 })],
    ["of another content", lying({ sha256: "A".repeat(43) + "=" })],
    ["that is nowhere", lying(null)],
  ])("%s is never taken for it", async (_name, storage) => {
    const { image } = await addImage(editor.program);
    const viewer = proveEditor({ kind: "user", id: editor.id, role: "editor" });
    if (viewer === null) throw new Error("an editor may revoke");

    const revoked = await revokeImage({ viewer, id: image.id, storage });

    expect(revoked).toMatchObject({ state: "pending", image: { key: image.key }, oldObjectsGone: false });
    expect(await hasObject(image.key)).toBe(true);
    await expectKept(image.id);
    await expectInvariants();
  });
});

it("A large image is revoked by the job, not within the request", async () => {
  const { image } = await addImage(editor.program);
  const viewer = proveEditor({ kind: "user", id: editor.id, role: "editor" });
  if (viewer === null) throw new Error("an editor may revoke");
  const revoked = await revokeImage({ viewer, id: image.id, maxBytesAtOnce: image.size - 1 });
  expect(revoked.state).toBe("pending");
  await expectKept(image.id);
  expect((await findImage(image.id))?.key).not.toBe(image.key);
});
