// Passwords for people: hashed with argon2id, or made up so that they can be read aloud.
import { randomInt } from "node:crypto";
import { hash } from "@node-rs/argon2";

const minLength = 12;
// Without letters and digits that look alike: 31 of them, 16 in a row, 79 bits.
const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

/** The argon2id hash (PHC string) of a password; the cost is the one that OWASP names first. */
export async function hashPassword(password: string): Promise<string> {
  if (password.length < minLength) throw new Error(`A password needs at least ${minLength} characters.`);
  return hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
}

/** A random password like "k3vd-97qx-bmtr-h2ya". */
export function makePassword(): string {
  const group = () => Array.from({ length: 4 }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
  return [group(), group(), group(), group()].join("-");
}
