/** What Next keeps of an app's pages, entry by entry, as tests/support/record-kept-entries.mjs writes it down. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { importOption } from "./moving-clock";

const entry = z.object({
  key: z.string(),
  /** When its making began, by the app's clock on the wall. */
  begunAt: z.number(),
  /** Seconds from then on. */
  revalidate: z.number(),
  expire: z.number(),
  /** All that was rendered. */
  text: z.string(),
});
export type KeptEntry = z.infer<typeof entry>;

export class KeptEntries {
  private readonly folder = mkdtempSync(join(tmpdir(), "signet-kept-"));

  /** What an app needs in its environment, and the option of `node` that has its entries written down. */
  readonly settings = { KEPT_ENTRIES: this.folder };
  readonly option = importOption("tests/support/record-kept-entries.mjs");

  /** Every entry that was ever kept. */
  all(): KeptEntry[] {
    return readdirSync(this.folder).map((name) =>
      entry.parse(JSON.parse(readFileSync(join(this.folder, name), "utf8"))),
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
