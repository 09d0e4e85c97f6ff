import "server-only";
import { hash, verify } from "@node-rs/argon2";

/** Passwords as argon2id, with the parameters of OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane). */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export function hashPassword(password: string): Promise<string> {
  return hash(password, OPTIONS);
}

let decoy: Promise<string> | undefined;

/** Compares in the time of a real comparison also when there is no hash, so that timing tells nobody who has an account. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const known = passwordHash ?? (await (decoy ??= hashPassword(crypto.randomUUID())));
  const matches = await verify(known, password);
  return matches && passwordHash !== null;
}
