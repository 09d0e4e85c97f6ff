/** Faults that come by chance, one to three at once: of the store, of the database, of a server. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../../support/fault-proxy";
import type { Chance } from "../random";
import type { Cluster } from "./cluster";

const OF_THE_STORE: readonly Fault[] = [
  { kind: "refuse" },
  { kind: "hang" },
  { kind: "reset" },
  { kind: "slow", delayMs: 700 },
  { kind: "lose-answers", to: "x-amz-copy-source" },
  { kind: "lose-answers", to: "DELETE /" },
];
const OF_THE_DATABASE: readonly Fault[] = [
  { kind: "refuse" },
  { kind: "hang" },
  { kind: "reset" },
  { kind: "slow", delayMs: 200 },
  { kind: "lose-answers", to: 'INSERT INTO "Image"' },
  { kind: "lose-answers", to: 'DELETE FROM "Image"' },
];

/** Brings about faults and ends them again. Gives their names. */
export async function strike(cluster: Cluster, chance: Chance): Promise<string[]> {
  const told: string[] = [];
  const spanMs = chance.between(200, 2_500);
  const work: Promise<unknown>[] = [];
  if (chance.happens(0.6)) {
    const fault = chance.oneOf(OF_THE_STORE);
    told.push(`store: ${fault.kind}`);
    work.push(cluster.store.set(fault));
  }
  if (chance.happens(0.5)) {
    const fault = chance.oneOf(OF_THE_DATABASE);
    told.push(`database: ${fault.kind}`);
    work.push(cluster.database.set(fault));
  }
  if (told.length === 0 || chance.happens(0.4)) {
    const index = chance.between(0, cluster.size - 1);
    const kind = chance.oneOf(["SIGKILL", "SIGKILL", "SIGTERM", "suspend"] as const);
    told.push(`server: ${kind}`);
    work.push(kind === "suspend" ? cluster.suspend(index, spanMs) : cluster.replace(index, kind));
  }
  await Promise.all([sleep(spanMs).then(() => cluster.heal()), ...work]);
  return told;
}
