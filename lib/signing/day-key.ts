/**
 * The signing key of one day, region and secret, prepared for many signatures of the same shape.
 * An HMAC is two hashes over a padded key and the message; the key and all of the message that stays the
 * same for a day lie ready in one buffer, so a signature costs two one-shot hashes and three short writes.
 * Measured at 1.3 µs against 3.4 µs for `createHmac` with a key object.
 */
import { createHmac, hash } from "node:crypto";
import { writeClock } from "./time-of-day";

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const SERVICE = "s3";
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

export type DayKey = {
  /** `20261122/eu-central-1/s3/aws4_request` */
  readonly scope: string;
  /**
   * The signature over a canonical request, in hex.
   * @param clock the moment of signing on this day, as `clockNumber` gives it
   * @param requestHash SHA-256 of the canonical request, in hex
   */
  sign(clock: number, requestHash: string): string;
};

/** @param day as `20261122` */
export function prepareDayKey(secretAccessKey: string, day: string, region: string): DayKey {
  const scope = `${day}/${region}/${SERVICE}/aws4_request`;
  const key = deriveSigningKey(secretAccessKey, day, region);
  const beforeClock = `AWS4-HMAC-SHA256\n${day}T`;
  const beforeHash = `${beforeClock}000000Z\n${scope}\n`;
  const inner = Buffer.concat([
    padded(key, INNER_PAD),
    Buffer.from(beforeHash),
    Buffer.alloc(2 * DIGEST_BYTES),
  ]);
  const outer = Buffer.concat([padded(key, OUTER_PAD), Buffer.alloc(DIGEST_BYTES)]);
  const clockOffset = BLOCK_BYTES + beforeClock.length;
  const hashOffset = inner.length - 2 * DIGEST_BYTES;
  return {
    scope,
    sign(clock, requestHash) {
      writeClock(clock, inner, clockOffset);
      inner.write(requestHash, hashOffset, requestHash.length, "latin1");
      outer.write(hash("sha256", inner, "binary"), BLOCK_BYTES, DIGEST_BYTES, "latin1");
      return hash("sha256", outer, "hex");
    },
  };
}

/** As in "Create a signed AWS API request" of the IAM user guide: the secret, hashed with its scope. */
function deriveSigningKey(secretAccessKey: string, day: string, region: string): Buffer {
  let key = Buffer.from(`AWS4${secretAccessKey}`);
  for (const part of [day, region, SERVICE, "aws4_request"]) {
    key = createHmac("sha256", key).update(part).digest();
  }
  return key;
}

function padded(key: Buffer, pad: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES, pad);
  key.forEach((byte, index) => {
    block[index] = byte ^ pad;
  });
  return block;
}
