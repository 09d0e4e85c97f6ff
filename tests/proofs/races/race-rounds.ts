/** Races over what is sent with one PUT, and over images. Each throws when somebody was told what is not so. */
import { setTimeout as sleep } from "node:timers/promises";
import { sha256Of, uniquePng } from "../../support/upload-flow";
import { look, overwriteInLoop, type RaceKit, register, upload } from "./race-kit";

/** What came of a round, for the figures. */
export type RaceOutcome = "image" | "refusal" | "deletion";

export type Race = (kit: RaceKit) => Promise<RaceOutcome>;

/** Attackers hold the PUT URL while the upload is registered by one to three processes. */
export const overwrite: Race = async (kit) => {
  const good = await uniquePng();
  const target = await upload(kit, good);
  const attackers = Array.from({ length: kit.chance.between(1, 3) }, () =>
    overwriteInLoop(target, good, kit.chance),
  );
  const ceaseFire = await Promise.all(attackers);
  const fight = async () => {
    await sleep(kit.chance.between(0, 10));
    const count = kit.chance.between(1, 3);
    const image = requireOne(await Promise.all(Array.from({ length: count }, () => register(kit, target))));
    if (image !== null) await expectServed(kit, image);
    return image;
  };
  const image = await fight().finally(() => Promise.all(ceaseFire.map((cease) => cease())));
  // Once more when all have ceased: what was served under fire is what stays.
  if (image !== null) await expectServed(kit, image);
  return image === null ? "refusal" : "image";
};

/** Two to eight processes register one upload. */
export const twins: Race = async (kit) => {
  const good = await uniquePng();
  const target = await upload(kit, good);
  const answers = await Promise.all(
    Array.from({ length: kit.chance.between(2, 8) }, () => register(kit, target)),
  );
  const image = requireOne(answers);
  if (image === null) throw new Error("Nobody was told an image.");
  if (image.sha256 !== sha256Of(good)) throw new Error("Another file was registered.");
  await expectServed(kit, image);
  return "image";
};

/** Deleting against registering again, signing, removing and sweeping. */
export const deletion: Race = async (kit) => {
  const { service, journal, viewer, chance } = kit;
  const target = await upload(kit, await uniquePng());
  const image = requireOne([await register(kit, target)]);
  if (image === null) throw new Error("A good file was refused.");
  journal.write({ event: "deleting", imageId: image.imageId });
  const later = async <T>(work: () => Promise<T>) => {
    await sleep(chance.between(0, 5));
    return work();
  };
  await Promise.all([
    later(() => service.do({ kind: "delete", viewer, id: image.imageId })),
    later(() => service.do({ kind: "delete", viewer, id: image.imageId })),
    later(() => register(kit, target)),
    later(() => look(kit, image.imageId)),
    later(() => service.do({ kind: "remove" })),
    later(() => service.do({ kind: "sweep" })),
  ]);
  journal.write({ event: "deleted", imageId: image.imageId });
  if ((await look(kit, image.imageId)) !== null)
    throw new Error(`${image.imageId} is shown after its deletion.`);
  const again = await register(kit, target);
  if (!("code" in again) || again.code !== "upload_not_found") throw new Error("A deleted image came back.");
  return "deletion";
};

/** Revoking twice at once, against registering again, signing, removing and sweeping; sometimes against deleting too. */
export const revocation: Race = async (kit) => {
  const { service, journal, viewer, chance } = kit;
  const target = await upload(kit, await uniquePng());
  const image = requireOne([await register(kit, target)]);
  if (image === null) throw new Error("A good file was refused.");
  const id = image.imageId;
  const before = await service.do({ kind: "sign", viewer, id });
  const isDeleted = chance.happens(0.3);
  if (isDeleted) journal.write({ event: "deleting", imageId: id });
  const later = async <T>(work: () => Promise<T>) => {
    await sleep(chance.between(0, 5));
    return work();
  };
  await Promise.all([
    later(() => service.do({ kind: "revoke", viewer, id })),
    later(() => service.do({ kind: "revoke", viewer, id })),
    later(() => register(kit, target)),
    later(() => look(kit, id)),
    later(() => service.do({ kind: "remove" })),
    later(() => service.do({ kind: "sweep" })),
    ...(isDeleted ? [later(() => service.do({ kind: "delete", viewer, id }))] : []),
  ]);
  if (isDeleted) journal.write({ event: "deleted", imageId: id });
  if ("code" in before || (await fetch(before.url)).status === 200)
    throw new Error(`A URL of ${id} works on.`);
  if ((await look(kit, id)) !== (isDeleted ? null : image.sha256))
    throw new Error(`${id} is not shown as it should be after its URLs were revoked.`);
  return isDeleted ? "deletion" : "image";
};

type Told = Awaited<ReturnType<typeof register>>;

/** The one image that everybody was told of who was told one; null when it was refused. @throws on anything else */
function requireOne(answers: readonly Told[]): { imageId: string; sha256: string } | null {
  const images = answers.flatMap((answer) => ("code" in answer ? [] : [answer]));
  const codes = answers.flatMap((answer) => ("code" in answer ? [answer.code] : []));
  const odd = codes.find(
    (code) => !["registration_in_progress", "unsupported_content", "content_mismatch"].includes(code),
  );
  if (odd !== undefined) throw new Error(`A registration was answered ${odd}.`);
  if (new Set(images.map(({ imageId }) => imageId)).size > 1) throw new Error("One upload gave two images.");
  if (images.length > 0 && codes.some((code) => code !== "registration_in_progress"))
    throw new Error("An upload was registered and refused.");
  return images[0] ?? null;
}

async function expectServed(kit: RaceKit, image: { imageId: string; sha256: string }): Promise<void> {
  if ((await look(kit, image.imageId)) !== image.sha256)
    throw new Error(`${image.imageId} is served with other bytes.`);
}
