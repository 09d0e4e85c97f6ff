/** Numbers of any width in bits, as the headers of video streams are made of. */
import { refuse } from "../refusal";

export class BitReader {
  #bit = 0;

  constructor(private readonly view: DataView) {}

  /** An unsigned number of up to 32 bits. */
  uint(bits: number): number {
    let value = 0;
    for (let index = 0; index < bits; index += 1) {
      const at = this.#bit >> 3;
      if (at >= this.view.byteLength)
        refuse("malformed", "The header of the picture's stream ends too early.");
      value = value * 2 + ((this.view.getUint8(at) >> (7 - (this.#bit & 7))) & 1);
      this.#bit += 1;
    }
    return value;
  }

  flag(): boolean {
    return this.uint(1) === 1;
  }

  advance(bits: number): void {
    this.#bit += bits;
  }

  /** A number with its own length in front: as many zeros as it has bits after the first. */
  variableLengthUint(): number {
    let zeros = 0;
    while (!this.flag()) zeros += 1;
    return zeros < 32 ? 2 ** zeros - 1 + this.uint(zeros) : 2 ** 32 - 1;
  }
}
