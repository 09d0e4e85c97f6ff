/** Revocations that were promised, until they are kept. */
import { expect, vi } from "vitest";
import { keepRevocations } from "@/lib/operations/images/keep-revocations";
import { sql } from "./database";
import { PATIENCE_MS } from "./patience";

export const pending = (id: string) => sql(`SELECT * FROM "Revocation" WHERE "imageId" = $1`, [id]);

/** The worker inside the app does it, as soon as it is due. */
export const expectKept = (id: string) =>
  vi.waitFor(
    async () => {
      await sql(`UPDATE "Revocation" SET "dueAt" = now() WHERE "imageId" = $1`, [id]);
      await keepRevocations({});
      expect(await pending(id)).toEqual([]);
    },
    { timeout: PATIENCE_MS, interval: 200 },
  );
