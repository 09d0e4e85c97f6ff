import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Epoch, judgeEpoch, parseEpoch, writeEpoch } from "./restore-guard";

const LINEAGE = "00000000-0000-4000-8000-000000000001";

/** Database and bucket as the sweep moves them on, and as backups and crashes move them back. */
class World {
  own: Epoch = { lineage: LINEAGE, epoch: 0 };
  copy: string | null = null;

  tick(crashBetween: boolean): void {
    if (judgeEpoch(this.copy, this.own) !== null) return;
    const behind = this.copy === null || (parseEpoch(this.copy)?.epoch ?? 0) < this.own.epoch;
    if (!behind) this.own = { ...this.own, epoch: this.own.epoch + 1 };
    if (!crashBetween) this.copy = writeEpoch(this.own);
  }
}

describe("the restore guard", () => {
  it("never holds a database that was not restored, wherever it crashes", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (crashes) => {
        const world = new World();
        for (const crash of crashes) {
          world.tick(crash);
          expect(judgeEpoch(world.copy, world.own)).toBeNull();
        }
      }),
    );
  });

  it("holds every database that was restored to a time before the bucket's copy, for good", () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
        fc.nat({ max: 39 }),
        fc.array(fc.boolean(), { maxLength: 10 }),
        (crashes, cut, later) => {
          const world = new World();
          const backups = crashes.map((crash) => {
            world.tick(crash);
            return world.own;
          });
          const backup = backups[cut % backups.length] ?? world.own;
          const missed = world.copy !== null && (parseEpoch(world.copy)?.epoch ?? 0) > backup.epoch;
          world.own = backup;
          for (const crash of [false, ...later]) {
            expect(judgeEpoch(world.copy, world.own) !== null).toBe(missed);
            if (missed) world.tick(crash);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("holds another database, a bucket without its copy, and a copy that nobody can read", () => {
    const own = { lineage: LINEAGE, epoch: 3 };
    const other = { lineage: "00000000-0000-4000-8000-000000000002", epoch: 1 };
    expect(judgeEpoch(writeEpoch(other), own)).toMatch(/another database/);
    expect(judgeEpoch(null, own)).toMatch(/lost its copy/);
    expect(judgeEpoch("{}", own)).toMatch(/cannot be read/);
    expect(judgeEpoch(null, { lineage: LINEAGE, epoch: 0 })).toBeNull();
  });
});
