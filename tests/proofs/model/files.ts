/** What people upload, in two sizes: one piece, or two parts. All of a size are as long, since the length is signed. */
import { SMALLEST_PART_BYTES } from "@/lib/images/upload/multipart";
import { sampleMp4 } from "../../support/sample-files";
import { bytesOf } from "../../support/sample-images";
import { largePng } from "../../support/upload-flow";
import type { Content } from "./model";

const SMALL_BYTES = 4096;
const LARGE_BYTES = SMALLEST_PART_BYTES + SMALL_BYTES;

type Whole = Readonly<Record<Content, Uint8Array>>;

export class Files {
  private constructor(
    private readonly small: Whole,
    private readonly large: Whole,
  ) {}

  static async make(): Promise<Files> {
    return new Files(await makeAll(SMALL_BYTES), await makeAll(LARGE_BYTES));
  }

  /** The length of a file of so many pieces. */
  sizeOf(pieceCount: number): number {
    return pieceCount === 1 ? SMALL_BYTES : LARGE_BYTES;
  }

  /** One of so many pieces, counted from 0. */
  piece(content: Content, index: number, pieceCount: number): Uint8Array {
    const file = pieceCount === 1 ? this.small[content] : this.large[content];
    return file.subarray(index * SMALLEST_PART_BYTES, (index + 1) * SMALLEST_PART_BYTES);
  }

  /** The file that the pieces give. */
  join(pieces: readonly Content[]): Uint8Array {
    return bytesOf(...pieces.map((content, index) => this.piece(content, index, pieces.length)));
  }
}

async function makeAll(sizeBytes: number): Promise<Whole> {
  // What stands behind the end of a PNG is let pass: so the last pieces of the two differ as well.
  const picture = async (tail: string) => bytesOf(await largePng(sizeBytes - tail.length), tail);
  const filmBytes = sampleMp4({ samples: new Uint8Array() }).byteLength;
  const page = "<svg onload=alert(1)>";
  return {
    good: await picture("good."),
    other: await picture("other"),
    film: sampleMp4({ samples: new Uint8Array(sizeBytes - filmBytes) }),
    bad: bytesOf(page, new Uint8Array(sizeBytes - page.length).fill(0x20)),
  };
}
