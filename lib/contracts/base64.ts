import { z } from "zod";

/** Base64 of exactly so many bytes. */
export const base64Of = (bytes: number) =>
  z.string().refine((text) => isBase64Of(text, bytes), { error: `must be base64 of ${String(bytes)} bytes` });

function isBase64Of(text: string, bytes: number): boolean {
  return (
    /^[A-Za-z0-9+/]+={0,2}$/.test(text) &&
    text.length === Math.ceil(bytes / 3) * 4 &&
    decodedLength(text) === bytes
  );
}

function decodedLength(base64: string): number {
  return (base64.length / 4) * 3 - (base64.length - base64.replace(/=+$/, "").length);
}
