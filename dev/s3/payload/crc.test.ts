import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Crc32, Crc32c, Crc64Nvme, type RunningChecksum } from "./crc";

const digest = (sum: RunningChecksum, ...chunks: Uint8Array[]): string => {
  for (const chunk of chunks) sum.update(Buffer.from(chunk));
  return sum.digest().toString("hex");
};

/** One bit at a time, straight from the definition. */
function slowCrc64(bytes: Uint8Array): string {
  let value = 0xffffffffffffffffn;
  for (const byte of bytes) {
    value ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n;
  }
  return (value ^ 0xffffffffffffffffn).toString(16).padStart(16, "0");
}

describe("the checksums", () => {
  it("give the values that their catalogues give for 123456789", () => {
    const text = Buffer.from("123456789");
    expect(digest(new Crc32(), text)).toBe("cbf43926");
    expect(digest(new Crc32c(), text)).toBe("e3069283");
    expect(digest(new Crc64Nvme(), text)).toBe("ae8b14860a799888");
  });

  it("give CRC-64/NVME as its definition does, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(digest(new Crc64Nvme(), bytes)).toBe(slowCrc64(bytes));
      }),
    );
  });

  it.each([
    ["CRC-32", () => new Crc32()],
    ["CRC-32C", () => new Crc32c()],
    ["CRC-64/NVME", () => new Crc64Nvme()],
  ])("give the same %s however the bytes are cut", (_name, start) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
        expect(digest(start(), bytes.subarray(0, cut), bytes.subarray(cut))).toBe(digest(start(), bytes));
      }),
    );
  });
});
