/** Hostile files and seeded damage against the inspection that decides what is accepted. */
import { byteSourceOf } from "@/lib/images/formats/byte-source";
import { inspectImage } from "@/lib/images/formats/inspect-image";
import { mediaTypes } from "@/lib/images/media-type";
import { PIXEL_LIMITS } from "@/lib/images/upload/upload-policy";
import { cpuMsSince } from "../../support/cpu-time";
import { Chance } from "../random";
import { goodFiles, hostileFiles } from "./corpus";

/** Of the processor's time: what else the machine does meanwhile is not the file's fault. */
const MAX_MS = 2_000;
const MAX_GROWTH_BYTES = 100 * 1024 ** 2;

export type HostileRun = {
  readonly files: number;
  readonly mutations: number;
  /** Of the damaged files that are still whole enough to be taken. */
  readonly accepted: number;
  readonly slowestMs: number;
  readonly grownBytes: number;
  readonly failures: readonly string[];
};

export async function runHostile({
  mutations,
  seed,
}: {
  mutations: number;
  seed: number;
}): Promise<HostileRun> {
  const failures: string[] = [];
  const bytesBefore = process.memoryUsage().rss;
  let slowestMs = 0;
  let accepted = 0;
  const look = async (name: string, bytes: Uint8Array, mayBeTaken: boolean) => {
    const before = process.cpuUsage();
    try {
      const inspection = await inspectImage(byteSourceOf(bytes), PIXEL_LIMITS);
      if (inspection.ok && !mayBeTaken) failures.push(`${name}: accepted as ${inspection.image.filetype}`);
      if (inspection.ok && !Object.hasOwn(mediaTypes, inspection.image.filetype))
        failures.push(`${name}: of no type of ours`);
      if (inspection.ok) accepted += 1;
    } catch (error) {
      failures.push(`${name}: threw ${String(error)}`);
    }
    slowestMs = Math.max(slowestMs, cpuMsSince(before));
  };
  const files = hostileFiles();
  for (const { name, bytes } of files) await look(name, bytes, false);
  const good = await goodFiles();
  for (let round = 0; round < mutations; round += 1) {
    const chance = new Chance(seed + round);
    const { name, bytes } = chance.oneOf(good);
    await look(`${name}, mutation ${seed + round}`, damage(bytes, chance), true);
  }
  const grownBytes = process.memoryUsage().rss - bytesBefore;
  if (slowestMs > MAX_MS) failures.push(`The slowest took ${slowestMs.toFixed(0)} ms of the processor.`);
  if (grownBytes > MAX_GROWTH_BYTES) failures.push(`Memory grew by ${grownBytes} bytes.`);
  return { files: files.length, mutations, accepted, slowestMs, grownBytes, failures };
}

/** One to four changes: bytes set, cut out, repeated, put in, or the file cut short. */
function damage(bytes: Uint8Array, chance: Chance): Uint8Array {
  let damaged = Buffer.from(bytes);
  for (let count = chance.between(1, 4); count > 0; count -= 1) {
    const at = chance.between(0, Math.max(0, damaged.length - 1));
    const length = chance.between(1, 8);
    const noise = Buffer.from(
      Array.from({ length }, () => chance.oneOf([0, 255, 127, chance.between(0, 255)])),
    );
    const [head, tail] = [damaged.subarray(0, at), damaged.subarray(at)];
    const kind = chance.oneOf(["set", "set", "set", "cut", "repeat", "insert", "end"]);
    if (kind === "set") damaged = Buffer.concat([head, noise, tail.subarray(length)]);
    else if (kind === "cut") damaged = Buffer.concat([head, tail.subarray(length)]);
    else if (kind === "repeat") damaged = Buffer.concat([head, tail.subarray(0, 64), tail]);
    else if (kind === "insert") damaged = Buffer.concat([head, noise, tail]);
    else damaged = Buffer.from(head);
  }
  return damaged;
}
