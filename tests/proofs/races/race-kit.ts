/** What a race is made of: several processes of the service, a client that journals, and somebody who overwrites. */
import { setTimeout as sleep } from "node:timers/promises";
import type { PresignUploadResponse } from "@/lib/contracts/upload";
import type { Journal } from "@/scripts/invariants/journal";
import { bytesOf } from "../../support/sample-images";
import { put, sha256Of, uniquePng } from "../../support/upload-flow";
import type { Chance } from "../random";
import type { ServiceProcesses } from "../service/service-processes";

export type RaceKit = {
  readonly service: ServiceProcesses;
  readonly journal: Journal;
  readonly viewer: { readonly id: string };
  readonly chance: Chance;
  /** Whether the store holds uploads to what was declared of them; if so, nothing is declared, as a careless client would. */
  readonly storeIsStrict: boolean;
};

/** An upload whose file lies in the bucket, and whose URL works on. */
export async function upload(kit: RaceKit, bytes: Uint8Array): Promise<PresignUploadResponse> {
  const declared = kit.storeIsStrict ? {} : { size: bytes.byteLength, sha256: sha256Of(bytes) };
  const files = [{ filename: "picture.png", filetype: "image/png", ...declared }];
  const [presigned] = await kit.service.do({ kind: "presign", viewer: kit.viewer, files });
  if (presigned === undefined || "code" in presigned) throw new Error("Presigning was refused.");
  await put(presigned, bytes);
  return presigned;
}

const TRIES = 5;

/** The image's id and SHA-256 as told, or the code of the refusal; in a process of its own. Asks again after a fault. */
export async function register(
  { service, journal, viewer }: RaceKit,
  { key }: PresignUploadResponse,
): Promise<{ imageId: string; sha256: string } | { code: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const [answer] = await service.do({ kind: "register", viewer, keys: [key], failing: false });
    if (answer === undefined) throw new Error("A registration was not answered.");
    if (!("code" in answer))
      journal.write({ event: "image", imageId: answer.imageId, sha256: answer.sha256 });
    if (!("code" in answer) || answer.code !== "storage_unavailable" || attempt === TRIES) return answer;
  }
}

/** Fetches what is behind a signed URL of the image and notes it; null when none is given any more. */
export async function look({ service, journal, viewer }: RaceKit, imageId: string): Promise<string | null> {
  const signed = await service.do({ kind: "sign", viewer, id: imageId });
  if ("code" in signed) return null;
  journal.write({ event: "signed", imageId, key: signed.key });
  const response = await fetch(signed.url);
  const sha256 = sha256Of(new Uint8Array(await response.arrayBuffer()));
  if (response.status !== 200) return null;
  journal.write({ event: "served", imageId, sha256 });
  return sha256;
}

/** Writes to an upload's URL again and again: another picture, a page, a page as long as the picture, the picture itself. */
export async function overwriteInLoop(
  target: PresignUploadResponse,
  good: Uint8Array,
  chance: Chance,
): Promise<() => Promise<void>> {
  const page = bytesOf("<!doctype html><script>alert(1)</script>");
  const payloads = [
    await uniquePng(),
    page,
    bytesOf(page, " ".repeat(good.byteLength - page.byteLength)),
    good,
  ];
  const fire = { ceased: false, hits: 0 };
  const shooting = (async () => {
    for (let shot = chance.between(0, 3); !fire.ceased; shot += 1) {
      const status = await put(target, payloads[shot % payloads.length] ?? good);
      // Every store holds to the length that was signed; other bytes of that length are what it lets through.
      if (status === 200) fire.hits += 1;
      await sleep(chance.between(0, 3));
    }
  })();
  return async () => {
    fire.ceased = true;
    await shooting;
    if (fire.hits === 0) throw new Error("The store refused an attacker all the time: this was no race.");
  };
}
