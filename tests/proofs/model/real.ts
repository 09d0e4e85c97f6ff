/** The product itself, as the commands use it. */
import { removeDeadObjects } from "@/lib/operations/housekeeping/remove-dead-objects";
import { sweepUploads } from "@/lib/operations/housekeeping/sweep-uploads";
import type { Journal } from "@/scripts/invariants/journal";
import type { Files } from "./files";
import { People } from "./people";
import { forgetVariantJobs, RealImages } from "./real-images";
import { RealUploads } from "./real-uploads";

export class Real {
  private constructor(
    readonly files: Files,
    readonly uploads: RealUploads,
    readonly images: RealImages,
  ) {}

  static async make(files: Files, journal: Journal): Promise<Real> {
    const people = await People.make();
    await forgetVariantJobs();
    return new Real(files, new RealUploads(people, files, journal), new RealImages(people, journal));
  }

  async sweep(): Promise<void> {
    await sweepUploads({});
    await removeDeadObjects({});
  }
}
