/** Races over an upload in parts. Each throws when somebody was told what is not so. */
import { setTimeout as sleep } from "node:timers/promises";
import type { PresignMultipartResponse } from "@/lib/contracts/multipart";
import { putPart, type SentPart, type SignedPart } from "../../support/multipart-flow";
import { sha256Of, uniquePng } from "../../support/upload-flow";
import { look, type RaceKit } from "./race-kit";
import type { Race } from "./race-rounds";

type Begun = {
  readonly upload: PresignMultipartResponse;
  readonly part: SignedPart;
  readonly good: Uint8Array;
  readonly parts: SentPart[];
};

/** Whoever has the URL of a part sends others while two to eight processes register the parts that the owner lists. */
export const partsOverwritten: Race = async (kit) => {
  const begun = await begin(kit);
  const other = await uniquePng();
  let ceased = false;
  const attack = async () => {
    for (let shot = 0; !ceased; shot += 1) {
      await putPart(begun.part, shot % 2 === 0 ? other : begun.good);
      await sleep(kit.chance.between(0, 3));
    }
  };
  const attackers = [attack(), attack()];
  const count = kit.chance.between(2, 8);
  const fight = Promise.all(Array.from({ length: count }, () => complete(kit, begun)));
  const answers = await fight.finally(() => (ceased = true));
  await Promise.all(attackers);
  expectCodes(answers, ["registration_in_progress", "object_missing"]);
  await putPart(begun.part, begun.good);
  return expectGood(kit, begun, [...answers, await complete(kit, begun)]);
};

/** Giving up against registering: one of the two wins, for good. */
export const abortion: Race = async (kit) => {
  const begun = await begin(kit);
  const { service, viewer, chance } = kit;
  const { uploadId } = begun.upload;
  const giveUp = async () => {
    await sleep(chance.between(0, 15));
    return service.do({ kind: "abort", viewer, uploadId });
  };
  const register = async () => {
    await sleep(chance.between(0, 5));
    return complete(kit, begun);
  };
  const [aborts, answers] = await Promise.all([
    Promise.all(Array.from({ length: chance.between(1, 2) }, giveUp)),
    Promise.all(Array.from({ length: chance.between(1, 3) }, register)),
    service.do({ kind: "remove" }),
  ]);
  const last = await complete(kit, begun);
  if (aborts.every((answer) => "code" in answer)) {
    expectCodes(answers, ["registration_in_progress"]);
    return expectGood(kit, begun, [...answers, last]);
  }
  if ([...answers, last].some((answer) => !("code" in answer))) throw new Error("Given up, and an image.");
  expectCodes([...answers, last], ["registration_in_progress", "upload_expired"]);
  return "refusal";
};

async function begin({ service, viewer }: RaceKit): Promise<Begun> {
  const good = await uniquePng();
  const upload = await service.do({ kind: "begin", viewer, size: good.byteLength });
  if ("code" in upload) throw new Error(`An upload in parts was refused: ${upload.code}`);
  const { uploadId } = upload;
  const signed = await service.do({ kind: "parts", viewer, uploadId, partNumbers: [1] });
  const part = "code" in signed ? undefined : signed.parts[0];
  if (part === undefined) throw new Error("The part was not signed.");
  const { etag } = await putPart(part, good);
  return { upload, part, good, parts: [{ partNumber: 1, etag }] };
}

type Told = { imageId: string; sha256: string } | { code: string };

async function complete({ service, journal, viewer }: RaceKit, { upload, parts }: Begun): Promise<Told> {
  const answer = await service.do({ kind: "complete", viewer, key: upload.key, parts, large: false });
  if (!("code" in answer)) journal.write({ event: "image", imageId: answer.imageId, sha256: answer.sha256 });
  return answer;
}

function expectCodes(answers: readonly Told[], allowed: readonly string[]): void {
  for (const answer of answers)
    if ("code" in answer && !allowed.includes(answer.code))
      throw new Error(`A registration was answered ${answer.code}.`);
}

/** All were told the same image, the last one too, and it is what its owner sent. */
async function expectGood(kit: RaceKit, { good }: Begun, answers: readonly Told[]): Promise<"image"> {
  const last = answers.at(-1);
  if (last === undefined || "code" in last) throw new Error(`In the end: ${JSON.stringify(last)}.`);
  const ids = answers.flatMap((answer) => ("code" in answer ? [] : [answer.imageId]));
  if (new Set(ids).size > 1) throw new Error("One upload gave two images.");
  if (last.sha256 !== sha256Of(good) || (await look(kit, last.imageId)) !== last.sha256)
    throw new Error(`${last.imageId} has other bytes than its owner listed.`);
  return "image";
}
