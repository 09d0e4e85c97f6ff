/** The first bytes by which a format is known: one character a byte, and `?` for any byte. */
export type Signature = string;

export function hasSignature(head: Uint8Array, signature: Signature): boolean {
  return head.byteLength >= signature.length && mayGetSignature(head, signature);
}

/** Whether the bytes agree with the signature as far as both reach: a file cut short may still have had it. */
export function mayGetSignature(head: Uint8Array, signature: Signature): boolean {
  const length = Math.min(head.byteLength, signature.length);
  for (let index = 0; index < length; index += 1) {
    const isAnyByte = signature[index] === "?";
    if (!isAnyByte && signature.charCodeAt(index) !== head[index]) return false;
  }
  return true;
}
